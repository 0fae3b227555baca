import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Files, indent, look, openStage, type Stage, workflow } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const w = '.github/workflows/w.yml'
const play = (steps: string, files: Files = {}, job = '') =>
  stage.play({ [w]: workflow('push', `- uses: actions/checkout@v6\n${indent(steps, 0)}`, { job }), ...files })
/** What is said after the checkout. */
const own = (said: readonly string[]) =>
  said.filter((line) => !/^(\[command\]|[0-9a-f]{40} |actions\/checkout)/.test(line))

/** An action whose parts say what they see. */
const speaking = (part: string) => `
const fs = require('node:fs')
const { INPUT_WHO, STATE_SEEN = '', A = '' } = process.env
console.log('${part} ' + INPUT_WHO + ' [' + STATE_SEEN + '] ' + A)
fs.appendFileSync(process.env.GITHUB_STATE, 'SEEN=' + STATE_SEEN + '${part[0]}\\n')
fs.appendFileSync(process.env.GITHUB_OUTPUT, 'said=${part}\\n')
if (process.env.INPUT_FAIL === '${part}') process.exitCode = 1
`
const actionFiles = (at: string, more = ''): Files => ({
  [`${at}action.yml`]: `name: speak\ndescription: d\ninputs: {who: {description: d, default: "\${{ github.actor }}"}, fail: {description: d, default: ''}}
runs: {using: node24, pre: pre.js, main: main.js, post: post.js${more}}\n`,
  [`${at}pre.js`]: speaking('pre'),
  [`${at}main.js`]: speaking('main'),
  [`${at}post.js`]: speaking('post'),
})

describe('a JavaScript action', () => {
  test('of a repository runs pre before all steps and post after them, with state, defaults and case-blind inputs', async () => {
    const tool = await stage.scene('tool')
    const sha = await tool.push(actionFiles('speak/'))
    await stage.runner.settled()
    const played = await stage.play({
      [w]: workflow(
        'push',
        `
        - run: echo first
        - {id: one, uses: acme/tool/speak@main, with: {WHO: World}, env: {A: a}}
        - uses: acme/tool/speak@${sha}
        - run: echo "last \${{ steps.one.outputs.said }}"
        `,
      ),
    })
    expect(played.run.conclusion).toBe('success')
    expect(await played.said()).toEqual([
      'pre World [] a',
      'pre ada [] ',
      'first',
      'main World [p] a',
      'main ada [p] ',
      'last main',
      'post ada [pm] ',
      'post World [pm] a',
    ])
  })

  test('of the workspace has no pre; its post runs after a failure too, unless post-if says otherwise', async () => {
    const played = await play(
      `
      - {uses: ./one, with: {fail: main, who: one}}
      - run: echo no
      `,
      actionFiles('one/'),
    )
    expect(own(await played.said())).toEqual([
      'main one [] ',
      '##[error]Process completed with exit code 1.',
      'post one [m] ',
    ])
    const quiet = await play(
      '- {uses: ./two, with: {fail: main, who: two}}',
      actionFiles('two/', ', post-if: success()'),
    )
    expect(own(await quiet.said())).toEqual(['main two [] ', '##[error]Process completed with exit code 1.'])
  })

  test('gets unknown inputs with a warning', async () => {
    const played = await play('- {uses: ./one, with: {who: x, nope: 1}}', actionFiles('one/'))
    expect(played.job().annotations).toMatchObject([
      { level: 'warning', message: "Unexpected input(s) 'nope', valid inputs are ['who', 'fail']" },
    ])
  })

  test('gets the token of the artifact service, which scripts do not', async () => {
    const played = await play('- uses: ./one\n- run: echo "[$ACTIONS_RUNTIME_TOKEN]"', {
      'one/action.yml': 'name: a\ndescription: d\nruns: {using: node20, main: a.js}\n',
      'one/a.js':
        "console.log(typeof process.env.ACTIONS_RUNTIME_TOKEN, new URL(process.env.ACTIONS_RESULTS_URL).hostname, process.env.RUNNER_TEMP !== '')",
    })
    expect(own(await played.said())).toEqual(['string 127.0.0.1 true', '[]'])
  })
})

describe('a composite action', () => {
  const composite = `
name: c
description: d
inputs: {word: {description: d, default: none}}
outputs: {word: {description: d, value: "\${{ steps.say.outputs.word }}"}}
runs:
  using: composite
  steps:
    - id: say
      shell: bash
      env: {INNER: "\${{ inputs.word }}"}
      run: |
        echo "$INNER $OUTER \${{ github.action_path == '' }} [\${{ steps.outer.outputs.x }}]"
        echo "word=$INNER!" >> "$GITHUB_OUTPUT"
        echo "LATER=later" >> "$GITHUB_ENV"
    - {shell: bash, if: "inputs.word == 'fail'", run: exit 1}
    - {shell: bash, run: 'basename "$GITHUB_ACTION_PATH"'}
    - {shell: bash, if: failure(), run: echo inner failure}
    - uses: ./speak
      with: {who: "\${{ inputs.word }}"}
`
  const files = { 'c/action.yml': composite, ...actionFiles('speak/') }

  test('has steps, inputs and outputs of its own, and nested actions leave their post steps', async () => {
    const played = await play(
      `
      - {id: outer, run: echo x=1 >> "$GITHUB_OUTPUT"}
      - {id: c, uses: ./c, with: {word: hello}, env: {OUTER: outer}}
      - run: echo "\${{ steps.c.outputs.word }} \${{ steps.say.outputs.word }} $LATER [$OUTER]"
      `,
      files,
    )
    expect(own(await played.said())).toEqual([
      'hello outer false []',
      'c',
      'main hello [] ',
      'hello!  later []',
      'post hello [m] ',
    ])
  })

  test('fails as a whole when one of its steps does', async () => {
    const played = await play(
      `- {id: c, uses: ./c, with: {word: fail}, continue-on-error: true}\n- run: echo "\${{ steps.c.outcome }}"`,
      files,
    )
    expect(own(await played.said())).toEqual([
      'fail  false []',
      '##[error]Process completed with exit code 1.',
      'inner failure',
      'failure',
    ])
  })
})

describe('an action is found', () => {
  test.each([
    [
      'actions/labeler@v6',
      'Unable to resolve action actions/labeler@v6: the sandbox has no repository actions/labeler and no stand-in for actions/labeler',
    ],
    ['acme/nowhere/x@v1', 'the sandbox has no repository acme/nowhere and no stand-in for acme/nowhere/x'],
    ['./nothing', "Can't find 'action.yml' or 'action.yaml' under"],
  ])('not: %s', async (uses, message) => {
    const played = await stage.play({ [w]: workflow('push', `- run: echo first\n- uses: ${uses}`) })
    expect(played.run.conclusion).toBe('failure')
    expect((await played.said()).at(-1)).toContain(message)
    // What must be fetched is looked for before the first step.
    expect((await played.said()).includes('first')).toBe(uses.startsWith('./'))
  })

  test('not at a ref that its repository does not have, nor in a private repository of others', async () => {
    const tool = await stage.scene('private-tool', { private: true })
    await tool.push(actionFiles(''))
    const open = await stage.scene('open-tool')
    await open.push(actionFiles(''))
    const missing = await stage.play({ [w]: workflow('push', '- uses: acme/open-tool@v9') })
    expect((await missing.said()).at(-1)).toBe(
      '##[error]Unable to resolve action acme/open-tool@v9, unable to find version v9',
    )
    const hidden = await stage.play({ [w]: workflow('push', '- uses: acme/private-tool@main') })
    expect((await hidden.said()).at(-1)).toContain('the sandbox has no repository acme/private-tool')
  })

  test('not when it runs in a container', async () => {
    const played = await play('- uses: ./d', {
      'd/action.yml': 'name: d\ndescription: d\nruns: {using: docker, image: Dockerfile}\n',
    })
    expect((await played.said()).at(-1)).toMatch(
      /d\/action\.yml:3:15: the sandbox's runner does not support actions that run using "docker"/,
    )
  })
})

describe('pawl-dev/pawl', () => {
  const uses = 'pawl-dev/pawl/actions/check@0123456789012345678901234567890123456789'
  const file = { [w]: workflow('push', `- {uses: ${uses}, with: {who: x}}`) }
  const wanted = ['pre x [] ', 'main x [p] ', 'post x [pm] ']

  test('comes from a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pawl-itself-'))
    mkdirSync(join(folder, 'actions', 'check'), { recursive: true })
    for (const [path, text] of Object.entries(actionFiles('actions/check/')))
      writeFileSync(join(folder, path), text ?? '')
    const other = await openStage({ pawl: { folder } })
    const said = await (await other.play(file)).said()
    await other.close()
    rmSync(folder, { recursive: true })
    expect(said).toEqual(wanted)
  })

  test('comes from a repository of the sandbox, at a ref of its own if one is given', async () => {
    const other = await openStage({ pawl: { repository: 'acme/pawl', ref: 'main' } })
    await (await other.scene('pawl')).push(actionFiles('actions/check/'))
    const played = await other.play(file)
    const [said, log] = [await played.said(), await other.runner.log(played.job())]
    await other.close()
    expect(log).toContain(`Download action repository '${uses}': acme/pawl@main of the sandbox`)
    expect(said).toEqual(wanted)
  })

  test('is an action like any other when nothing is said', async () => {
    const played = await stage.play(file)
    expect((await played.said()).at(-1)).toContain('the sandbox has no repository pawl-dev/pawl')
  })
})

describe('actions/checkout', () => {
  const count = 'git rev-list --count HEAD'

  test('takes one commit onto its branch and keeps the credentials for a push', async () => {
    const scene = await stage.scene()
    await scene.push({ 'a.txt': '1' })
    await scene.push({
      [w]: workflow(
        'push',
        `
        - {id: c, uses: actions/checkout@v6}
        - run: ${count}; git branch --show-current; git status --porcelain; test "\${{ steps.c.outputs.commit }}" = "$GITHUB_SHA"
        - run: git config --get-regexp extraheader | grep -c AUTHORIZATION
        - {uses: actions/checkout@v6, with: {fetch-depth: 0, persist-credentials: false, path: whole}}
        - run: cd whole && ${count} && git config --get-regexp extraheader | grep -c AUTHORIZATION || true
        `,
      ),
    })
    await stage.runner.settled()
    const run = stage.runner.runs.at(-1)
    if (!run) throw new Error('no run')
    expect(own(await look(stage.runner, run).said())).toEqual(['1', 'main', '1', '2', '0'])
  })

  test('of a pull request is its test merge, whose second parent is the head', async () => {
    const scene = await stage.scene()
    await scene.push({
      [w]: workflow(
        'pull_request',
        `
        - {uses: actions/checkout@v6, with: {fetch-depth: 0}}
        - run: |
            git rev-parse --abbrev-ref HEAD; git log -1 --format=%p | wc -w; git rev-parse HEAD^2; ls
            git for-each-ref --format='%(refname)'
        - {uses: actions/checkout@v6, with: {ref: "\${{ github.event.pull_request.head.sha }}"}}
        - run: git rev-parse HEAD; git rev-parse --abbrev-ref HEAD
        `,
      ),
    })
    const head = await scene.push({ 'b.txt': 'b' }, { branch: 'topic' })
    const number = await scene.propose('topic')
    await scene.push({ 'c.txt': 'c' })
    await stage.runner.settled()
    const run = stage.runner.runs.at(-1)
    if (!run) throw new Error('no run')
    const said = own(await look(stage.runner, run).said()).filter((line) => !line.startsWith('Deleting'))
    expect(said.slice(0, 4)).toEqual(['HEAD', '2', head, 'b.txt'])
    expect(said).toContain(`refs/remotes/pull/${number}/merge`)
    expect(said.slice(-2)).toEqual([head, 'HEAD'])
  })

  test('of another repository, branch or tag; a ref that is none fails', async () => {
    const other = await stage.scene('other')
    await other.push({ 'o.txt': 'o' })
    await other.push({ 'p.txt': 'p' }, { branch: 'topic' })
    const played = await stage.play({
      [w]: workflow(
        'push',
        `
        - {uses: actions/checkout@v6, with: {repository: acme/other, path: x, ref: topic}}
        - run: ls x
        - {uses: actions/checkout@v6, with: {ref: nope}}
        `,
      ),
    })
    const said = own(await played.said())
    expect(said.slice(0, 2)).toEqual(['o.txt', 'p.txt'])
    expect(said.at(-1)).toBe("##[error]A branch or tag with the name 'nope' could not be found")
  })

  test('of a private repository needs contents: read', async () => {
    const files = {
      [w]: workflow('push', '- uses: actions/checkout@v6', { head: 'permissions: {issues: read}\n' }),
    }
    const scene = await stage.scene('hidden', { private: true })
    await scene.push(files)
    await stage.runner.settled()
    const run = stage.runner.runs.at(-1)
    expect(run?.conclusion).toBe('failure')
    if (run)
      expect((await look(stage.runner, run).said()).join()).toContain(
        "The process 'git' failed with exit code 128",
      )
  })

  test('says what it does not support', async () => {
    const played = await stage.play({
      [w]: workflow('push', '- {uses: actions/checkout@v6, with: {submodules: true}}'),
    })
    expect((await played.said()).at(-1)).toContain(
      "the sandbox's actions/checkout does not support the input submodules",
    )
  })
})
