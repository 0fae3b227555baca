import { describe, expect, test } from 'vitest'
import { readWorkflow } from '../../sandbox/runner/workflow/parse.ts'
import { UserError } from '../../src/project/problem.ts'

const path = '.github/workflows/w.yml'

const job = (lines: string, steps = '[{run: a}]') => `on: push
jobs:
  a:
    runs-on: ubuntu-latest
${lines ? `    ${lines}\n` : ''}    steps: ${steps}
`

async function problemsOf(content: string): Promise<string> {
  const error = await readWorkflow({ path, content }).catch((one) => one)
  if (error instanceof UserError) return error.message
  throw new Error('the file was read')
}

describe('what is not supported is an error at its line and column', () => {
  test.each([
    ['jobs with "container"', job('container: node:24'), '5:16'],
    ['jobs with "services"', job('services: {db: {image: x}}'), '5:15'],
    ['actions that run in a container', job('', '[{uses: "docker://alpine:3"}]'), '5:20'],
    ['the shell pwsh', job('', '[{run: a, shell: pwsh}]'), '5:29'],
    ['the event watch', 'on: [push, watch]\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n', '1:12'],
    [
      'runs-on: windows-latest',
      'on: push\njobs:\n  a:\n    runs-on: windows-latest\n    steps: [{run: a}]\n',
      '4:14',
    ],
  ])('%s', async (what, content, at) => {
    expect(await problemsOf(content)).toContain(
      `${path}:${at}: the sandbox's runner does not support ${what}`,
    )
  })
})

describe('mistakes are told as GitHub tells them, each with its place', () => {
  test.each([
    ['a key that is none', job('step: 1'), "5:5: Unexpected value 'step'"],
    ['a context that is none', job('', `[{run: "\${{ foo.bar }}"}]`), "Unrecognized named-value: 'foo'"],
    [
      'a context that is not there yet',
      job("if: steps.x.outputs.y == 'a'"),
      "5:9: Unrecognized named-value: 'steps'",
    ],
    [
      'a need that is none',
      job('').replace('  a:', '  c: {runs-on: x, steps: [{run: a}]}\n  a:\n    needs: b'),
      "5:12: Job 'a' depends on unknown job 'b'",
    ],
    [
      'an expression that does not end',
      job('', `[{run: "\${{ github.sha "}]`),
      '5:19: The expression is not closed.',
    ],
    ['YAML that is none', 'on: push\njobs: {a', '2:9'],
    [
      'an action without a ref',
      job('', '[{uses: actions/checkout}]'),
      'is neither ./path nor owner/repository/path@ref',
    ],
    [
      'a full queue with cancelling',
      job('concurrency: {group: x, queue: max, cancel-in-progress: true}'),
      '5:36: queue: max can not be combined with cancel-in-progress: true',
    ],
    [
      'an hour that there is not',
      'on: {schedule: [{cron: "0 25 * * *"}]}\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n',
      'Invalid cron expression',
    ],
  ])('%s', async (_, content, message) => {
    const told = await problemsOf(content)
    expect(told).toContain(message)
    expect(told).toMatch(/^\.github\/workflows\/w\.yml:\d+:\d+: /)
  })

  test('mistakes within a script of many lines have their own line', async () => {
    const content = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          echo\n          echo \${{ nope.x }}\n`
    expect(await problemsOf(content)).toContain('w.yml:8:')
  })

  test('all mistakes of a file at once', async () => {
    const content = `on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: "\${{ foo }}"}]\n    nope: 1\n`
    expect((await problemsOf(content)).split('\n')).toHaveLength(2)
  })
})

test('newer syntax is read: queue, schedule timezone, case(), anchors', async () => {
  const content = `
on:
  schedule: [{cron: '17 3 * * *', timezone: Europe/Vienna}]
concurrency: {group: all, queue: max}
jobs:
  a: &job
    runs-on: ubuntu-latest
    env: {X: "\${{ case(true, 'a', 'b') }}"}
    steps: [{run: a}]
  b: *job
`
  const workflow = await readWorkflow({ path, content })
  expect([...workflow.jobs.keys()]).toEqual(['a', 'b'])
})
