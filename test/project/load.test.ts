import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { commitFiles } from '../../src/git/commit-files.ts'
import { git } from '../../src/git/git.ts'
import { loadModelPolicy, loadProject, parseSettings } from '../../src/project/load.ts'
import { policyOf } from '../../src/project/policy.ts'
import { UserError } from '../../src/project/problem.ts'
import { workingFiles } from '../../src/project/sources.ts'
import { changed, churn, load, memoryFiles, refusal } from './memory-files.ts'

async function folder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'pawl-project-'))
  onTestFinished(() => rm(root, { recursive: true }))
  return root
}

async function save(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, dirname(path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

async function commit(root: string): Promise<string> {
  await git(root, 'add', '-A')
  await git(root, '-c', 'user.name=ada', '-c', 'user.email=ada@example.com', 'commit', '-qm', 'save')
  return (await git(root, 'rev-parse', 'HEAD')).trim()
}

describe('a project', () => {
  it('is its settings, datasets and models, with what is not written filled in', async () => {
    const { settings, datasets, models } = await load(churn)
    expect(settings).toEqual({
      pawl: 1,
      stages: ['staging', 'production'],
      approvals: { required: 1, from: ['ada', 'grace'], self: 'refuse' },
      rollback: { 'second-person': false },
      store: { folder: 10_000_000, else: 'release' },
      alerts: ['issue'],
    })
    expect(datasets.get('customers')).toMatchObject({
      path: 'data/customers/dataset.yaml',
      config: {
        files: ['*.csv'],
        nulls: { max: { share: 0.1 } },
        columns: { churned: { type: 'boolean', required: true, unique: false, level: 'fail' } },
        checks: [{ rows: { min: 1000 }, level: 'fail' }],
      },
    })
    expect(models.get('churn')?.config).toMatchObject({
      data: { split: { by: 'customer_id', holdout: 0.2, salt: 'pawl' } },
      train: { timeout: 1_800_000, params: {}, format: 'parquet', data: 'rows', seed: 42 },
      evaluate: { threshold: 0.5, timeout: 600_000 },
      compare: { with: 'production', evidence: 'interval' },
      drift: { p: 0.05, effect: 0.1, 'min-rows': 100 },
      retrain: { when: {}, 'cool-down': 86_400_000 },
    })
  })

  it('has one gate for each limit that is written', async () => {
    const { models } = await load(churn)
    expect(models.get('churn')?.config.gates).toEqual({
      roc_auc: [
        { min: 0.8, level: 'fail' },
        { 'max-drop': { absolute: 0.01 }, level: 'fail' },
      ],
      log_loss: [{ 'max-rise': { relative: 0.02 }, level: 'fail' }],
    })
  })

  it('may have columns named like parts of JavaScript objects', async () => {
    const { datasets } = await load(
      changed(
        'data/customers/dataset.yaml',
        'churned: { type: boolean }',
        'churned: { type: boolean }\n  constructor: { type: string }\n  toString: { type: string }',
      ),
    )
    expect(Object.keys(datasets.get('customers')?.config.columns ?? {})).toContain('constructor')
  })

  it('may begin its files with a byte order mark and end their lines as Windows does', async () => {
    const windows = Object.fromEntries(
      Object.entries(churn).map(([path, text]) => [path, `\ufeff${text.replaceAll('\n', '\r\n')}`]),
    )
    expect(await load(windows)).toMatchObject({ settings: (await load(churn)).settings })
  })

  it('tells everything that is wrong in all files at once', async () => {
    const files = {
      ...changed('pawl.yaml', 'required', 'requird'),
      'models/churn/model.yaml': churn['models/churn/model.yaml']?.replace('20%', '2'),
    }
    expect(await refusal(files)).toEqual([
      'pawl.yaml:3:3: unknown key "requird" in approvals (did you mean required?)',
      'models/churn/model.yaml:8:38: data.split.holdout: expected a percentage such as 20%',
    ])
  })

  it('lies in pawl.yaml, dataset.yaml and model.yaml, and nowhere else', async () => {
    const { 'pawl.yaml': settings, 'data/customers/dataset.yaml': dataset, ...rest } = churn
    expect(await refusal({ ...churn, 'pawl.yaml': undefined })).toEqual([
      'pawl.yaml: is missing in the test (a project starts with pawl.yaml; copy the one of the template)',
    ])
    expect(await refusal({ ...rest, 'pawl.yml': settings, 'data/customers/dataset.yml': dataset })).toEqual([
      'pawl.yml: is not read (rename it to pawl.yaml)',
      'data/customers/dataset.yml: is not read (rename it to dataset.yaml)',
    ])
    const deeper = { ...churn, 'data/customers/old/dataset.yaml': '- nonsense' }
    expect((await load(deeper)).datasets.size).toBe(1)
  })

  it('names a dataset and a model as their folders are named', async () => {
    expect(await refusal(changed('models/churn/model.yaml', 'model: churn', 'model: chunr'))).toEqual([
      'models/churn/model.yaml:1:8: is named "chunr" and lies in the folder "churn" (write model: churn)',
    ])
    const { 'models/churn/model.yaml': model, ...rest } = churn
    expect(await refusal({ ...rest, 'models/Churn!/model.yaml': model })).toEqual([
      'models/Churn!/model.yaml:1:8: is named "churn" and lies in the folder "Churn!" (rename the folder; names have lower-case letters, digits and inner hyphens)',
    ])
  })
})

describe('a project in a working copy', () => {
  it('is read from its files', async () => {
    const root = await folder()
    await save(root, churn)
    expect((await loadProject(workingFiles(root))).models.has('churn')).toBe(true)
  })

  it('has no part that is a link', async () => {
    const root = await folder()
    const elsewhere = await folder()
    await save(elsewhere, churn)
    await save(root, { 'pawl.yaml': churn['pawl.yaml'] as string, 'models/here': '' })
    await symlink(join(elsewhere, 'data'), join(root, 'data'))
    await symlink(join(elsewhere, 'models/churn'), join(root, 'models/churn'))
    const { datasets, models } = await loadProject(workingFiles(root))
    expect([...datasets.keys(), ...models.keys()]).toEqual([])
  })

  it('is missing where there is no pawl.yaml', async () => {
    await expect(loadProject(workingFiles(await folder()))).rejects.toThrow(
      'pawl.yaml: is missing in the working copy',
    )
  })
})

describe('a project at a commit', () => {
  it('is what the commit holds, whatever the working copy holds', async () => {
    const root = await folder()
    await git(root, 'init', '-q', '-b', 'main')
    await save(root, churn)
    const before = await commit(root)
    await save(root, changed('pawl.yaml', 'required: 1', 'required: 2'))
    await save(root, { 'data/customers/dataset.yaml': 'broken: [' })

    const project = await loadProject(commitFiles(root, before))
    expect(project.settings.approvals.required).toBe(1)
    expect(project.datasets.has('customers')).toBe(true)
  })

  it('lists files whatever their names, and neither links nor folders', async () => {
    const root = await folder()
    await git(root, 'init', '-q', '-b', 'main')
    const odd = 'data/a/with "quotes" and ünïcode\n.csv'
    await save(root, { [odd]: 'x', 'data/b': 'y', 'database/c': 'z', ':(top)d': 'w' })
    await symlink('/etc/hostname', join(root, 'data/link'))
    const files = commitFiles(root, await commit(root))
    expect(await files.list('data')).toEqual([odd, 'data/b'])
    expect(await files.list('nothing')).toEqual([])
    expect(await files.read(odd)).toBe('x')
    expect(await files.read(':(top)d')).toBe('w')
    for (const path of ['data/link', 'data', 'data/a', 'nothing', 'data/*'])
      expect(await files.read(path)).toBeUndefined()
  })

  it('says at which commit something is missing', async () => {
    const root = await folder()
    await git(root, 'init', '-q', '-b', 'main')
    await save(root, { a: '' })
    const head = await commit(root)
    await expect(loadProject(commitFiles(root, head))).rejects.toThrow(
      `pawl.yaml: is missing in commit ${head.slice(0, 10)}`,
    )
  })
})

describe("a model's policy alone", () => {
  it('is that of the whole project', async () => {
    const { policy } = await loadModelPolicy(memoryFiles(churn), 'churn')
    expect(policy).toEqual(policyOf(await load(churn), 'churn'))
  })

  it('needs pawl.yaml and the model, and nothing else', async () => {
    const files = { ...churn, 'data/customers/dataset.yaml': 'broken: [' }
    await expect(loadModelPolicy(memoryFiles(files), 'churn')).resolves.toBeDefined()
    await expect(loadModelPolicy(memoryFiles(files), 'other')).rejects.toThrow(
      'models/other/model.yaml: is missing in the test',
    )
  })
})

it('reads settings from a text', () => {
  expect(parseSettings(churn['pawl.yaml'] as string).approvals.from).toEqual(['ada', 'grace'])
  expect(() => parseSettings('pawl: 1\n')).toThrow(UserError)
})
