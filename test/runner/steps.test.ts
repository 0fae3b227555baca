import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Stage, workflow } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({
    minute: 1000,
    secrets: { PASSWORD: 'hunter2-secret', LINES: 'first line\nsecond line' },
    vars: { COLOR: 'blue' },
  })
})
afterAll(() => stage.close())

const w = '.github/workflows/w.yml'
const play = (steps: string, more: { head?: string; job?: string } = {}) =>
  stage.play({ [w]: workflow('push', steps, more) })
/** Whether a process is there that is more than a name in a list. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}
const outcomes = (steps: readonly { name: string; conclusion: string | null }[]) =>
  Object.fromEntries(steps.map(({ name, conclusion }) => [name, conclusion]))

describe('variables', () => {
  test('of workflow, job and step: the nearest wins, and expressions see them', async () => {
    const played = await play(
      `
      - run: echo "$A $B $C \${{ env.C }} \${{ env.D }}"
        env: {C: step, D: "\${{ env.A }}-\${{ vars.COLOR }}"}
      - run: echo "$C"
      `,
      { head: 'env: {A: workflow, B: workflow, C: workflow}\n', job: 'env: {B: job, C: job}' },
    )
    expect(await played.said()).toEqual(['workflow job step step workflow-blue', 'job'])
  })

  test('that a step writes to GITHUB_ENV and GITHUB_PATH hold for the next ones', async () => {
    const played = await play(`
      - run: |
          echo "A=one" >> "$GITHUB_ENV"
          { echo "B<<END"; echo "two"; echo "lines"; echo "END"; } >> "$GITHUB_ENV"
          mkdir tools && printf '#!/bin/sh\\necho a tool\\n' > tools/tool && chmod +x tools/tool
          echo "$PWD/tools" >> "$GITHUB_PATH"
          echo "[$A]"
      - run: echo "$A $B \${{ env.A }}" && tool
    `)
    expect(await played.said()).toEqual(['[]', 'one two', 'lines one', 'a tool'])
  })

  test('of GitHub and the runner can not be set otherwise, and NODE_OPTIONS not at all', async () => {
    const played = await play(`
      - run: echo "$GITHUB_REPOSITORY $GITHUB_EVENT_NAME $RUNNER_OS $CI"
        env: {GITHUB_REPOSITORY: evil/evil, RUNNER_OS: Amiga, CI: 'no'}
      - run: echo "NODE_OPTIONS=--require ./evil.js" >> "$GITHUB_ENV"
    `)
    expect(await played.said()).toEqual([
      `${played.fullName} push Linux no`,
      expect.stringContaining(
        "##[error]Unable to process file command successfully. Can't store NODE_OPTIONS",
      ),
    ])
  })

  test('of the process that runs the sandbox do not reach a step', async () => {
    process.env.SANDBOX_TEST_SECRET = 'mine'
    const played = await play('- run: echo "[$SANDBOX_TEST_SECRET]"; env | grep -c node_modules/.bin || true')
    process.env.SANDBOX_TEST_SECRET = undefined
    expect(await played.said()).toEqual(['[]', '0'])
  })

  test('tell where and what: ref, sha, workflow_ref, event file', async () => {
    const played = await play(`
      - run: |
          echo "$GITHUB_REF $GITHUB_REF_NAME $GITHUB_REF_TYPE $GITHUB_ACTOR $GITHUB_JOB $GITHUB_RUN_NUMBER"
          echo "$GITHUB_WORKFLOW_REF" && node -p 'require(process.env.GITHUB_EVENT_PATH).ref'
          test "$GITHUB_SHA" = "\${{ github.event.after }}" && test "$PWD" = "\${{ github.workspace }}" && echo same
    `)
    expect(await played.said()).toEqual([
      'refs/heads/main main branch ada a 1',
      `${played.fullName}/.github/workflows/w.yml@refs/heads/main`,
      'refs/heads/main',
      'same',
    ])
  })
})

describe('a script', () => {
  test('ends at the first failure; only with shell: bash do pipes count', async () => {
    const played = await play(`
      - run: "false | true; echo went on"
      - run: "false; echo not reached"
        continue-on-error: true
      - run: "false | true; echo not reached"
        shell: bash
    `)
    expect(await played.said()).toEqual([
      'went on',
      '##[error]Process completed with exit code 1.',
      '##[error]Process completed with exit code 1.',
    ])
  })

  test('says what its YAML says: folded, indented, quoted, with braces and quotes around expressions', async () => {
    const played = await play(`
      - run: |
          printf '%s\\n' 'a' "b" '{c}' '\${{ github.event_name }}'
            printf '%s\\n' "it's \${{ 'it''s ''it''' }}"
      - run: >-
          echo folded
          \${{ github.event_name }}
      - run: "echo two words
          \${{ github.event_name }}\\ttab"
    `)
    expect(await played.said()).toEqual([
      'a',
      'b',
      '{c}',
      'push',
      "it's it's 'it'",
      'folded push',
      'two words push tab',
    ])
  })

  test('may be Python, sh, or for any program', async () => {
    const played = await play(`
      - run: print("python " + str(1 + 1))
        shell: python
      - run: console.log('node ' + [1, 2].length)
        shell: node {0}
      - run: echo sh
        shell: sh
    `)
    expect(await played.said()).toEqual(['python 2', 'node 2', 'sh'])
  })

  test('runs where defaults or working-directory say', async () => {
    const played = await play(
      `
      - run: mkdir -p sub/deep
        working-directory: .
      - run: basename "$PWD"
      - run: basename "$PWD"
        working-directory: sub/deep
      - run: echo no
        working-directory: nowhere
      `,
      { job: 'defaults: {run: {working-directory: sub, shell: bash}}' },
    )
    expect(await played.said()).toEqual([
      'sub',
      'deep',
      expect.stringMatching(
        /##\[error\]An error occurred trying to start process 'bash' with working directory '.*nowhere'/,
      ),
    ])
  })
})

describe('outcomes', () => {
  test('a failure skips what follows, save what asks for it', async () => {
    const played = await play(`
      - {id: a, name: fails, run: exit 3}
      - {name: plain, run: echo no}
      - {name: on failure, if: failure(), run: 'echo "\${{ steps.a.outcome }} \${{ job.status }}"'}
      - {name: always, if: always(), run: echo always}
      - {name: on success, if: success() || false, run: echo no}
    `)
    expect(played.run.conclusion).toBe('failure')
    expect(outcomes(played.job().steps)).toMatchObject({
      fails: 'failure',
      plain: 'skipped',
      'on failure': 'success',
      always: 'success',
      'on success': 'skipped',
    })
    expect(await played.said()).toEqual([
      '##[error]Process completed with exit code 3.',
      'failure failure',
      'always',
    ])
  })

  test('continue-on-error keeps the outcome and mends the conclusion', async () => {
    const played = await play(`
      - {id: a, continue-on-error: true, run: exit 1}
      - run: echo "\${{ steps.a.outcome }} \${{ steps.a.conclusion }}"
    `)
    expect(played.run.conclusion).toBe('success')
    expect((await played.said()).at(-1)).toBe('failure success')
  })

  test('a step that takes too long fails, a job is cancelled', async () => {
    const played = await stage.play({
      [w]: `on: push
jobs:
  step:
    runs-on: ubuntu-latest
    steps:
      - {name: slow, timeout-minutes: 1, run: sleep 30}
      - {if: failure(), run: echo after}
  job:
    runs-on: ubuntu-latest
    timeout-minutes: 1
    steps:
      - {name: slow, run: sleep 30}
      - {if: always(), run: echo after}
`,
    })
    expect(played.job('step').conclusion).toBe('failure')
    expect(await played.said('step')).toEqual([
      "##[error]The action 'slow' has timed out after 1 minutes.",
      'after',
    ])
    expect(played.job('job').conclusion).toBe('cancelled')
    expect(await played.said('job')).toEqual([
      'after',
      '##[error]The job has exceeded the maximum execution time of 1 minutes.',
    ])
  })

  test('an expression that can not be worked out fails its step with line and column', async () => {
    const played = await play(`- run: echo "\${{ fromJSON(github.ref) }}"`)
    expect(await played.said()).toEqual([
      expect.stringMatching(/^##\[error\]\.github\/workflows\/w\.yml:7:14: /),
    ])
  })

  test('what a step leaves running is ended with its job', async () => {
    const played = await play(`
      - run: |
          sleep 600 & echo "pid $!"
      - run: echo next
    `)
    const said = await played.said()
    const [, pid = ''] = /pid (\d+)/.exec(said[0] ?? '') ?? []
    expect(said[1]).toBe('next')
    expect(isAlive(Number(pid))).toBe(false)
  })
})

describe('outputs', () => {
  test('go to later steps, with many lines and hostile names', async () => {
    const played = await play(`
      - id: a
        run: |
          echo "one=1" >> "$GITHUB_OUTPUT"
          { echo 'two<<X'; echo 'a=b'; echo '$(touch evil)'; echo X; } >> "$GITHUB_OUTPUT"
      - run: printf '%s|' "$ONE" "$TWO" && ls
        env: {ONE: "\${{ steps.a.outputs.one }}", TWO: "\${{ steps.a.outputs.two }}"}
    `)
    expect(await played.said()).toEqual(['1|a=b', '$(touch evil)|'])
  })

  test('without their delimiter fail the step', async () => {
    const played = await play(`- run: echo 'a<<END' >> "$GITHUB_OUTPUT"`)
    expect(await played.said()).toEqual([
      expect.stringContaining('Unable to process file command successfully'),
    ])
  })
})

describe('commands', () => {
  test('make annotations with their place, ten of each level', async () => {
    const played = await play(`
      - run: |
          echo '::error file=src/a.ts,line=3,endLine=4,col=5,title=Wrong%2C very::it%0Ais'
          echo '::warning::careful'
          for n in $(seq 12); do echo "::notice::n$n"; done
          echo 'text ::error::not at the start'
    `)
    const { annotations } = played.job()
    expect(annotations[0]).toEqual({
      level: 'failure',
      path: 'src/a.ts',
      startLine: 3,
      endLine: 4,
      startColumn: 5,
      endColumn: 5,
      title: 'Wrong, very',
      message: 'it\nis',
    })
    expect(annotations.filter(({ level }) => level === 'notice')).toHaveLength(10)
    expect(annotations).toHaveLength(12)
  })

  test('stop at stop-commands and go on at its token', async () => {
    const played = await play(`
      - run: |
          echo '::stop-commands::token-1'
          echo '::error::not one'
          echo '::token-1::'
          echo '::warning::one'
    `)
    expect(await played.said()).toEqual(['::error::not one', '##[warning]one'])
    expect(played.job().annotations.map(({ message }) => message)).toEqual(['one'])
  })

  test('group lines, are hidden when they only debug, and can not set variables any more', async () => {
    const played = await play(`
      - run: |
          echo '::group::many'; echo one; echo '::endgroup::'
          echo '::debug::hidden'
          echo '::set-env name=A::1'
          echo '::unknown::x'
    `)
    expect(await played.said()).toEqual([
      '##[group]many',
      'one',
      '##[endgroup]',
      "##[error]The 'set-env' command is disabled. Write to the file of GITHUB_ENV instead.",
      '::unknown::x',
    ])
  })

  test('summaries of all steps are kept', async () => {
    const played = await play(`
      - run: echo '# One' >> "$GITHUB_STEP_SUMMARY"
      - run: echo 'two' >> "$GITHUB_STEP_SUMMARY"
    `)
    expect(played.job().summary).toBe('# One\ntwo\n')
  })
})

describe('secrets', () => {
  test('are hidden in the log, line by line, as JSON, in base64 and in annotations', async () => {
    const played = await play(`
      - run: |
          echo "a $P b"; echo "$L"; echo "$L" | tail -1; printf '%s' "user:$P" | base64
          echo "::error::it is $P" && echo "$P" >> "$GITHUB_STEP_SUMMARY"
          echo "::add-mask::later-word" && echo "a later-word"
        env: {P: "\${{ secrets.PASSWORD }}", L: "\${{ secrets.LINES }}"}
    `)
    const said = await played.said()
    expect(said.slice(0, 4)).toEqual(['a *** b', '***', '***', '***'])
    expect(said[4]).toContain('***')
    expect(said.at(-1)).toBe('a ***')
    expect(played.job().annotations[0]?.message).toBe('it is ***')
    expect(played.job().summary).toBe('***\n')
  })

  test('and the token do not leave a job as an output', async () => {
    const played = await stage.play({
      [w]: `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: {secret: "x\${{ secrets.PASSWORD }}", plain: yes}
    steps: [{run: 'true'}]
  b:
    needs: a
    runs-on: ubuntu-latest
    steps: [{run: 'echo "[\${{ needs.a.outputs.secret }}] [\${{ needs.a.outputs.plain }}]"'}]
`,
    })
    expect(await played.said('b')).toEqual(['[] [yes]'])
    expect(await played.said('a')).toEqual(["##[warning]Skip output 'secret' since it may contain secret."])
  })
})

test('hashFiles is the SHA-256 of the SHA-256s, and nothing without files', async () => {
  const played = await play(`
    - run: printf a > a.txt; mkdir d; printf b > d/b.txt
    - run: echo "[\${{ hashFiles('none') }}] \${{ hashFiles('**/*.txt', '!d/**') }}"
  `)
  const { createHash } = await import('node:crypto')
  const one = createHash('sha256').update('a').digest()
  expect(await played.said()).toEqual([`[] ${createHash('sha256').update(one).digest('hex')}`])
})
