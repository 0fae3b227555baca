import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readZip, writeZip } from '../../sandbox/github/artifacts/zip.ts'
import { look, openStage, type Stage, workflow } from './stage.ts'

let stage: Stage
let modules: string
beforeAll(async () => {
  const { mkdtempSync } = await import('node:fs')
  const { tmpdir } = await import('node:os')
  modules = join(mkdtempSync(join(tmpdir(), 'pawl-modules-')), 'node_modules')
  mkdirSync(join(modules, 'left'), { recursive: true })
  writeFileSync(join(modules, 'left', 'index.js'), 'module.exports = "left is here"')
  stage = await openStage({ modules })
})
afterAll(async () => {
  await stage.close()
  const { rmSync } = await import('node:fs')
  rmSync(join(modules, '..'), { recursive: true })
})

const w = '.github/workflows/w.yml'
const own = (said: readonly string[]) =>
  said.filter((line) => !/^(\[command\]|[0-9a-f]{40} |actions\/)/.test(line))

describe('actions/setup-node and npm', () => {
  test('npm ci links the given packages and says so; other npm is npm', async () => {
    const played = await stage.play({
      'package.json': '{"name":"a","version":"1.0.0","scripts":{"say":"node -p \\"require(\'left\')\\""}}',
      'package-lock.json': '{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{}}',
      [w]: workflow(
        'push',
        `
        - uses: actions/checkout@v6
        - {id: n, uses: actions/setup-node@v6, with: {node-version: 24, cache: npm}}
        - run: npm ci
        - run: npm run --silent say && test "$(node --version)" = "\${{ steps.n.outputs.node-version }}"
        - run: cd "$RUNNER_TEMP" && npm ci
        `,
      ),
    })
    const said = own(await played.said()).filter((line) => !line.startsWith('npm warn'))
    expect(said.filter((line) => !line.startsWith('##[notice]Node 24 was asked for'))).toEqual([
      `npm ci: the sandbox links ${modules} instead of installing`,
      'left is here',
      'npm error The `npm ci` command can only install with an existing package-lock.json',
      '##[error]Process completed with exit code 1.',
    ])
  })

  test('cache without a lock file fails, as the real one does', async () => {
    const played = await stage.play({
      [w]: workflow('push', '- {uses: actions/setup-node@v6, with: {cache: npm}}'),
    })
    expect((await played.said()).at(-1)).toContain('Dependencies lock file is not found in')
  })
})

const python = spawnSync('python3', ['-c', 'import sys, pip, venv, ensurepip; print(sys.executable)'], {
  encoding: 'utf8',
})

describe.skipIf(python.status !== 0)('actions/setup-python', () => {
  const file = {
    [w]: workflow(
      'push',
      `
      - {id: p, uses: actions/setup-python@v6, with: {python-version: '3'}}
      - run: python -c 'import sys; print(sys.prefix != sys.base_prefix)' && pip --version | cut -c1-3
      - run: print('\${{ steps.p.outputs.python-version }}'.startswith('3.'))
        shell: python
      `,
    ),
  }

  test('gives the Python that the runner was given, under all its names', async () => {
    const other = await openStage({ python: python.stdout.trim() })
    const said = own(await (await other.play(file)).said())
    await other.close()
    expect(said).toEqual([expect.any(String), 'pip', 'True'])
  })

  test('with a cache fails where no file says what would be in it, as the real one does', async () => {
    const other = await openStage({ python: python.stdout.trim() })
    const step =
      '- {uses: actions/setup-python@v6, with: {cache: pip, cache-dependency-path: requirements.txt}}'
    const [without, beside] = await Promise.all([
      other.play({ [w]: workflow('push', `- uses: actions/checkout@v6\n${step}`) }),
      other.play({ [w]: workflow('push', `- uses: actions/checkout@v6\n${step}`), 'requirements.txt': '' }),
    ])
    expect((await without.said()).at(-1)).toMatch(
      /^##\[error\]No file in .* matched to \[requirements\.txt\]/,
    )
    expect(beside.run.conclusion).toBe('success')
    await other.close()
  })

  // Making an environment takes seconds.
  test.runIf(process.env.CI)('makes an environment of its own, which pip may write to', async () => {
    expect(own(await (await stage.play(file)).said())).toEqual(['True', 'pip', 'True'])
  })
})

describe('artifacts', () => {
  test('go from job to job, with their folders from the nearest they share', async () => {
    const played = await stage.play({
      [w]: `on: push
jobs:
  make:
    runs-on: ubuntu-latest
    outputs: {id: "\${{ steps.u.outputs.artifact-id }}"}
    steps:
      - run: mkdir -p out/deep && echo one > out/one.txt && echo two > out/deep/two.txt && echo h > out/.hidden && echo r > report.json
      - {id: u, uses: actions/upload-artifact@v7, with: {name: all, path: out}}
      - {uses: actions/upload-artifact@v7, with: {name: some, path: "out/**/*.txt\\n!out/deep/**\\nreport.json"}}
      - {uses: actions/upload-artifact@v7, with: {name: one, path: report.json}}
  take:
    needs: make
    runs-on: ubuntu-latest
    steps:
      - {uses: actions/download-artifact@v8, with: {name: all, path: a}}
      - {uses: actions/download-artifact@v8, with: {path: b}}
      - {uses: actions/download-artifact@v8, with: {pattern: 'o*', merge-multiple: true, path: c}}
      - {uses: actions/download-artifact@v8, with: {artifact-ids: "\${{ needs.make.outputs.id }}", path: d}}
      - run: find a b c d -type f | sort | tr '\\n' ' '; cat a/deep/two.txt
      - {uses: actions/download-artifact@v8, with: {name: none}}
`,
    })
    const said = own(await played.said('take'))
    expect(said.filter((line) => !/^(Artifact|Total)/.test(line))).toEqual([
      'a/deep/two.txt a/one.txt b/all/deep/two.txt b/all/one.txt b/one/report.json b/some/out/one.txt b/some/report.json c/report.json d/deep/two.txt d/one.txt two',
      '##[error]Unable to download artifact(s): Artifact not found for name: none',
    ])
  })

  test('of one name are one to a run, unless overwritten; none at all is a warning or an error', async () => {
    const up = (more: string) =>
      `- {uses: actions/upload-artifact@v7, continue-on-error: true, with: {name: x, path: x.txt${more}}}`
    const played = await stage.play({
      [w]: workflow(
        'push',
        `- run: echo 1 > x.txt\n${[up(''), up(''), up(', overwrite: true'), up(', path: no.txt').replace('path: x.txt, ', ''), up(', if-no-files-found: error, path: no.txt').replace('path: x.txt, ', '')].join('\n')}`,
      ),
    })
    const said = own(await played.said()).map((line) => line.replace(/\d+ bytes.*/, ''))
    expect(said).toEqual([
      'Artifact x has been successfully uploaded! 1 file(s), ',
      expect.stringContaining('(409) an artifact with this name already exists on the workflow run'),
      'Artifact x has been successfully uploaded! 1 file(s), ',
      expect.stringMatching(/^##\[warning\]No files were found with the provided path: no.txt/),
      expect.stringMatching(/^##\[error\]No files were found/),
    ])
  })

  test('of another run are read with a token that may', async () => {
    const scene = await stage.scene()
    const take = (permissions: string) => `name: take
on: {workflow_run: {workflows: [make], types: [completed]}}
permissions: ${permissions}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - {uses: actions/download-artifact@v8, with: {name: report, run-id: "\${{ github.event.workflow_run.id }}", github-token: "\${{ github.token }}"}}
      - run: cat report.txt
`
    await scene.push({
      '.github/workflows/make.yml': `name: make\n${workflow('push', '- run: echo found > report.txt\n- {uses: actions/upload-artifact@v7, with: {name: report, path: report.txt}}').replace('name: w\n', '')}`,
      '.github/workflows/take.yml': take('{actions: read}'),
    })
    await stage.runner.settled()
    const run = stage.runner.runs.at(-1)
    if (run) expect(own(await look(stage.runner, run).said()).at(-1)).toBe('found')
    expect(run?.conclusion).toBe('success')
  })

  test('are zip archives that other programs read', async () => {
    const entries = [
      { name: 'a/ü.txt', content: Buffer.from('hello '.repeat(1000)) },
      { name: 'empty', content: Buffer.alloc(0) },
    ]
    const zip = writeZip(entries, 6)
    expect(readZip(zip)).toEqual(entries)
    const file = join(stage.folder, 'x.zip')
    writeFileSync(file, zip)
    const check = spawnSync(
      'python3',
      [
        '-c',
        `import zipfile; z = zipfile.ZipFile(${JSON.stringify(file)}); print(z.testzip(), z.namelist())`,
      ],
      { encoding: 'utf8' },
    )
    if (check.status === 0) expect(check.stdout.trim()).toBe("None ['a/ü.txt', 'empty']")
    expect(() => readZip(Buffer.from('no'))).toThrow('this is no zip archive')
  })
})

test('actions/cache saves after success, restores by key and prefix, and keeps branches apart', async () => {
  const scene = await stage.scene()
  const file = (key: string) => ({
    [w]: workflow(
      'push',
      `
      - {id: c, uses: actions/cache@v5, with: {path: store, key: "${key}", restore-keys: k-}}
      - run: echo "[\${{ steps.c.outputs.cache-hit }}] [\${{ steps.c.outputs.cache-matched-key }}] $(cat store/x || echo none)"
      - run: mkdir -p store && echo "${key}" > store/x
      `,
    ),
  })
  const said: string[] = []
  for (const [key, branch] of [
    ['k-1', 'main'],
    ['k-1', 'main'],
    ['k-2', 'topic'],
    ['k-3', 'main'],
    ['j-1', 'other'],
  ] as const) {
    await scene.push(file(key), { branch })
    await stage.runner.settled()
    const run = stage.runner.runs.at(-1)
    if (run) said.push(...(await look(stage.runner, run).said()).filter((line) => line.startsWith('[')))
  }
  expect(said).toEqual([
    '[] [] none',
    '[true] [k-1] k-1',
    '[false] [k-1] k-1',
    // The cache of the topic branch is not seen here.
    '[false] [k-1] k-1',
    // A prefix of restore-keys finds the newest of the default branch.
    '[false] [k-3] k-3',
  ])
})
