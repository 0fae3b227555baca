import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runPawl } from '../../sandbox/demo/acts.ts'
import { git } from '../../src/git/git.ts'
import { csvOf, customersOf, modelYaml, smallProject, writeFiles } from '../scenarios/small.ts'

/* The program `pawl` of the bundle in a repository on a laptop, without GitHub and without a token. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const root = resolve(import.meta.dirname, '../..')
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
const place = mkdtempSync(join(tmpdir(), 'pawl-cli-'))
const project = join(place, 'project')
afterAll(() => rmSync(place, { recursive: true, force: true }))

const noToken = { GITHUB_TOKEN: '', GH_TOKEN: '', GITHUB_REPOSITORY: '' }
const pawl = (...args: string[]) => pawlIn(project, ...args)
const pawlIn = (folder: string, ...args: string[]) => runPawl({ pawl: root }, { folder, args, env: noToken })

async function commit(files: Readonly<Record<string, string | Uint8Array>>, message: string): Promise<void> {
  await writeFiles(project, files)
  await git(project, 'add', '--all')
  await git(project, 'commit', '--quiet', '--allow-empty', '--message', message)
}

/** Does something with changed files that are taken back afterwards. */
async function withFiles<T>(files: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  await writeFiles(project, files)
  try {
    return await work()
  } finally {
    await git(project, 'checkout', '--quiet', '--', '.')
    await git(project, 'clean', '--quiet', '--force', '-d')
  }
}

beforeAll(async () => {
  mkdirSync(project)
  await git(project, 'init', '--quiet', '--initial-branch', 'main')
  await git(project, 'config', 'user.name', 'Ada')
  await git(project, 'config', 'user.email', 'ada@example.com')
  await smallProject(project)
  await commit({}, 'Start')
  await git(project, 'switch', '--quiet', '--create', 'work')
  await commit({ 'models/churn/model.yaml': modelYaml('good') }, 'A better model')
})

describe('pawl check', () => {
  it('ends with 0 when all gates pass, and prints the checks as JSON', async () => {
    const { code, out, err } = await pawl('--json', 'check', '--base', 'main')
    expect(code, err).toBe(0)
    expect(JSON.parse(out)).toMatchObject([{ schema: 'pawl/check@1', model: 'churn', verdict: 'pass' }])
    expect(err).toBe('')
  })

  it('ends with 1 when a gate fails, and says which in words', async () => {
    await git(project, 'switch', '--quiet', '--create', 'bad')
    await commit({ 'models/churn/model.yaml': modelYaml('bad') }, 'A worse model')
    const { code, out } = await pawl('check', '--base', 'main')
    await git(project, 'switch', '--quiet', 'work')
    expect(code).toBe(1)
    expect(out).toContain('roc_auc')
  })

  it('ends with 2 when a config file is wrong, and says where and how to mend it', async () => {
    const wrong = modelYaml('good').replace('features: [a, b, c]', 'features: [a, b, cc]')
    const [plain, json] = await withFiles({ 'models/churn/model.yaml': wrong }, async () => [
      await pawl('check'),
      await pawl('--json', 'check'),
    ])
    expect(plain.code).toBe(2)
    expect(plain.err).toMatch(/^models\/churn\/model\.yaml:4:\d+: .*"?cc"?/m)
    expect(json.code).toBe(2)
    expect(JSON.parse(json.out)).toEqual({
      error: [expect.stringMatching(/^models\/churn\/model\.yaml:4:\d+: /)],
    })
  })

  it('ends with 2 for a key that is misspelled, with the right one', async () => {
    const wrong = modelYaml('good').replace('gates:', 'gate:')
    const { code, err } = await withFiles({ 'models/churn/model.yaml': wrong }, () => pawl('check'))
    expect(code).toBe(2)
    expect(err).toMatch(/model\.yaml:\d+:1: .*gate.*gates/)
  })

  it("ends with 2 when the project's own training program fails, and shows what it said", async () => {
    await git(project, 'switch', '--quiet', '--create', 'crash')
    const train = '{ run: echo no such column >&2; exit 4, timeout: 1m }'
    await commit({ 'models/churn/model.yaml': modelYaml('good', { train }) }, 'A training that crashes')
    const { code, out } = await pawl('check', '--base', 'main')
    await git(project, 'switch', '--quiet', 'work')
    expect(code).toBe(2)
    expect(out).toContain('no such column')
  })

  it('ends with 3 when it is Pawl that fails', async () => {
    const elsewhere = join(place, 'no-room')
    await git(place, 'clone', '--quiet', project, elsewhere)
    writeFileSync(join(elsewhere, '.pawl'), 'a file where results should go')
    const { code, err } = await pawlIn(elsewhere, 'check', 'churn', '--base', 'HEAD')
    expect(err).toContain('Pawl failed')
    expect(code).toBe(3)
  })
})

describe('the other verbs', () => {
  it('validate ends with 0 for sound data and with 1 for what breaks a rule, counted', async () => {
    const sound = await pawl('validate')
    expect(sound.code, sound.err).toBe(0)
    const rows = customersOf({ rows: 600 }).map((row, at) => ({ ...row, a: at < 3 ? 99 : row.a }))
    const broken = await withFiles({ 'data/customers/customers.csv': csvOf(rows) }, () =>
      pawl('--json', 'validate', 'customers'),
    )
    expect(broken.code).toBe(1)
    const [report] = JSON.parse(broken.out) as { results: { verdict: string; found: string }[] }[]
    expect(report?.results.filter(({ verdict }) => verdict === 'fail')).toMatchObject([
      { found: expect.stringContaining('3') },
    ])
  })

  it('plan names the models that a change touches', async () => {
    const { code, out } = await pawl('--json', 'plan', '--base', 'main')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ models: ['churn'] })
    expect((await pawl('plan', '--base', 'HEAD')).out).toBe('no model is touched\n')
  })

  it('drift without a token judges and writes nothing, and says so when nothing is in production', async () => {
    const { code, out, err } = await pawl('drift', '--dry-run', 'true')
    expect(code, err).toBe(0)
    expect(out).toContain('nothing is in production')
    const wet = await pawl('drift')
    expect(wet.code).toBe(0)
  })

  it('history of a model that was never promoted, and verify of an empty registry', async () => {
    const told = await pawl('history', 'churn')
    expect(told).toMatchObject({ code: 2, out: '' })
    expect(told.err).toContain('nothing of it was promoted yet')
    expect((await pawl('verify')).code).toBe(0)
  })

  it('rollback asks for what GitHub needs', async () => {
    const { code, err } = await pawl('rollback', 'churn', '--reason', 'why', '--actor', 'ada')
    expect(code).toBe(2)
    expect(err).toContain('--repository')
    const silent = await pawl('rollback', 'churn', '--actor', 'ada')
    expect(silent).toMatchObject({ code: 2, err: '--reason is missing (Why, as the history will say)\n' })
  })
})

describe('what is misspelled ends with 2 and the right word', () => {
  it.each<[string, string[], RegExp]>([
    ['a verb', ['chek'], /Did you mean check\?/],
    ['a flag', ['plan', '--bsae', 'main'], /Did you mean --base\?/],
    ['a model', ['check', 'chrun'], /churn/],
    ['a dataset', ['validate', 'customer'], /did you mean customers\?/],
    ['a switch', ['plan', '--all', 'yes'], /--all is not usable/],
    ['a date', ['history', 'churn', '--at', 'May'], /2026-03-01/],
    ['a revision', ['check', '--base=--upload-pack=x'], /expected a commit, branch or tag/],
    ['a commit', ['check', '--base', 'nowhere'], /nowhere/],
  ])('%s', async (_, args, words) => {
    const { code, out, err } = await pawl('--quiet', ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(words)
    expect(err).not.toMatch(/\n +at /)
  })

  it('but asking for help or the version is no mistake', async () => {
    expect(await pawl('--version')).toMatchObject({ code: 0, out: `${version}\n` })
    expect((await pawl('check', '--help')).code).toBe(0)
  })
})

describe('a folder that', () => {
  it('is no repository is told to be none', async () => {
    const bare = join(place, 'files')
    await smallProject(bare)
    const { code, err } = await pawlIn(bare, 'check', 'churn', '--base', 'HEAD')
    expect(code).toBe(2)
    expect(err).toMatch(/git/)
    expect(err).not.toMatch(/\n +at /)
    expect((await pawlIn(place, 'check')).code).toBe(2)
  })

  it('is a shallow clone cannot be verified, nor compared with what it lacks', async () => {
    const shallow = join(place, 'shallow')
    await git(place, 'clone', '--quiet', '--depth=1', `file://${project}`, shallow)
    const verified = await pawlIn(shallow, '--json', 'verify')
    expect(verified.code).not.toBe(0)
    expect(verified.out).toMatch(/shallow/)
    const base = (await git(project, 'rev-parse', 'main')).trim()
    const planned = await pawlIn(shallow, 'plan', '--base', base)
    expect(planned.code).toBe(2)
    expect(planned.err).toMatch(/fetch/)
  })

  it('is named by -C is worked in from elsewhere', async () => {
    const { code, out } = await pawlIn(place, '-C', project, '--json', 'plan', '--base', 'main')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ models: ['churn'] })
  })
})
