import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Files, openStage, type Played, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ secrets: { KEY: 'secret-key', OTHER: 'other-key' } })
})
afterAll(() => stage.close())

const play = (caller: string, files: Files) =>
  stage.play({ '.github/workflows/w.yml': `name: w\non: push\n${caller}`, ...files })
const conclusions = ({ run }: Played) =>
  Object.fromEntries(run.jobs.map(({ name, conclusion }) => [name, conclusion]))
const called = '.github/workflows/called.yml'

describe('a job that calls a workflow', () => {
  test('hands in typed inputs and gets outputs; the jobs bear both names and the caller’s event', async () => {
    const played = await play(
      `
env: {A: of the caller}
jobs:
  call:
    uses: ./.github/workflows/called.yml
    with: {word: hello, many: 3}
  after: {needs: call, runs-on: x, steps: [{run: 'echo "\${{ needs.call.result }} \${{ needs.call.outputs.said }}"'}]}
`,
      {
        [called]: `
on:
  workflow_call:
    inputs: {word: {type: string, required: true}, many: {type: number}, dry: {type: boolean, default: true}}
    outputs: {said: {value: "\${{ jobs.say.outputs.said }}!"}}
jobs:
  say:
    runs-on: x
    outputs: {said: "\${{ steps.a.outputs.said }}"}
    steps:
      - run: echo "\${{ inputs.word }} \${{ inputs.many == 3 }} \${{ inputs.dry && 1 || 2 }} \${{ github.event_name }} $GITHUB_WORKFLOW [$A]"
      - id: a
        run: echo "said=\${{ inputs.word }}" >> "$GITHUB_OUTPUT"
`,
      },
    )
    expect(conclusions(played)).toEqual({ 'call / say': 'success', after: 'success' })
    expect(await played.said('call / say')).toEqual(['hello true 1 push w []'])
    expect(await played.said('after')).toEqual(['success hello!'])
  })

  test('may be many by a matrix, and calls may be nested', async () => {
    const played = await play(
      `
jobs:
  each:
    strategy: {matrix: {m: [churn, income]}, fail-fast: false}
    uses: ./.github/workflows/called.yml
    with: {m: "\${{ matrix.m }}"}
`,
      {
        [called]: `on: {workflow_call: {inputs: {m: {type: string}}}}\njobs:\n  inner:\n    name: \${{ inputs.m }}\n    uses: ./.github/workflows/inner.yml\n    with: {m: "\${{ inputs.m }}"}\n`,
        '.github/workflows/inner.yml': `on: {workflow_call: {inputs: {m: {type: string}}}}\njobs: {a: {runs-on: x, steps: [{run: "test \${{ inputs.m }} = churn"}]}}\n`,
      },
    )
    expect(conclusions(played)).toEqual({
      'each (churn) / churn / a': 'success',
      'each (income) / income / a': 'failure',
    })
    expect(played.run.conclusion).toBe('failure')
  })

  test('hands on no secret but those that it names, or all by inherit', async () => {
    const file = `on: {workflow_call: {secrets: {KEY: {required: false}}}}\njobs: {a: {runs-on: x, steps: [{run: "echo [\${{ secrets.KEY }}] [\${{ secrets.OTHER }}] [\${{ secrets.GITHUB_TOKEN }}]"}]}}\n`
    const played = await play(
      `
jobs:
  none: {uses: ./.github/workflows/called.yml}
  one: {uses: ./.github/workflows/called.yml, secrets: {KEY: "\${{ secrets.OTHER }}"}}
  all: {uses: ./.github/workflows/called.yml, secrets: inherit}
`,
      { [called]: file },
    )
    expect(await played.said('none / a')).toEqual(['[] [] [***]'])
    expect(await played.said('one / a')).toEqual(['[***] [] [***]'])
    expect(await played.said('all / a')).toEqual(['[***] [***] [***]'])
  })

  test('sets the limit for what the called jobs may do', async () => {
    const file = (permissions: string) =>
      `on: workflow_call\n${permissions}jobs: {a: {runs-on: x, steps: [{run: "true"}]}}\n`
    const played = await play(
      `
permissions: {contents: read}
jobs:
  silent: {uses: ./.github/workflows/silent.yml}
  less: {uses: ./.github/workflows/less.yml}
  more: {uses: ./.github/workflows/more.yml}
  granted: {permissions: {issues: write}, uses: ./.github/workflows/more.yml}
`,
      {
        '.github/workflows/silent.yml': file(''),
        '.github/workflows/less.yml': file('permissions: {}\n'),
        '.github/workflows/more.yml': file('permissions: {issues: write}\n'),
      },
    )
    expect(conclusions(played)).toEqual({
      'silent / a': 'success',
      'less / a': 'success',
      'more / a': 'failure',
      'granted / a': 'success',
    })
    expect(played.job('more / a').annotations[0]?.message).toBe(
      "The called workflow is requesting 'issues: write', but is only allowed 'issues: none'.",
    )
    expect(await stage.runner.log(played.job('silent / a'))).toContain('Contents: read')
    expect(await stage.runner.log(played.job('less / a'))).not.toContain('Contents')
  })

  test.each([
    [
      'of a file that is not there',
      './.github/workflows/no.yml',
      '',
      'there is no workflow file .github/workflows/no.yml',
    ],
    ['of one that is not to be called', './.github/workflows/own.yml', '', 'it has no trigger workflow_call'],
    [
      'with an input that is none',
      './.github/workflows/called.yml',
      '{x: 1, nope: 2}',
      'Invalid input, nope is not defined',
    ],
    [
      'without an input that must be',
      './.github/workflows/called.yml',
      '{}',
      'Input x is required, but not provided',
    ],
    [
      'with an input of another type',
      './.github/workflows/called.yml',
      '{x: text}',
      'Input x is a number, not "text".',
    ],
    [
      'of another repository that is not there',
      'acme/no/.github/workflows/a.yml@main',
      '{}',
      'the sandbox has no repository acme/no',
    ],
  ])('fails with its line when it is one %s', async (_, uses, given, message) => {
    const played = await play(`jobs:\n  call:\n    uses: ${uses}\n${given ? `    with: ${given}\n` : ''}`, {
      [called]:
        'on: {workflow_call: {inputs: {x: {type: number, required: true}}}}\njobs: {a: {runs-on: x, steps: [{run: "true"}]}}\n',
      '.github/workflows/own.yml': 'on: workflow_dispatch\njobs: {a: {runs-on: x, steps: [{run: "true"}]}}\n',
    })
    expect(played.run.conclusion).toBe('failure')
    const told = played.job('call').annotations[0]?.message
    expect(told).toContain('.github/workflows/w.yml:5:11: ')
    expect(told).toContain(message)
  })

  test('may call one of another repository, at a ref', async () => {
    const library = await stage.scene('library')
    await library.push({
      '.github/workflows/shared.yml':
        'on: workflow_call\njobs: {a: {runs-on: x, steps: [{run: "echo shared in $GITHUB_REPOSITORY"}, {uses: $/tool}]}}\n',
      'tool/action.yml':
        'name: t\ndescription: d\nruns: {using: composite, steps: [{shell: bash, run: echo its own tool}]}\n',
    })
    const played = await play('jobs: {call: {uses: acme/library/.github/workflows/shared.yml@main}}\n', {})
    expect(await played.said('call / a')).toEqual([`shared in ${played.fullName}`, 'its own tool'])
  })
})
