import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadProject } from '../../src/project/load.ts'
import { workingFiles } from '../../src/project/sources.ts'
import { root, startTemplate, usual } from './started.ts'

describe('the template’s configuration', () => {
  const template = startTemplate()
  afterAll(() => template.remove())

  it('loads, and names the models, their datasets, two approvers and the gates', async () => {
    const project = await loadProject(workingFiles(template.folder))
    expect(project.settings).toMatchObject({
      approvals: { required: 1, from: ['ada', 'grace'], self: 'refuse' },
    })
    expect([...project.datasets.keys()].sort()).toEqual(['customers', 'people'])
    expect([...project.models.keys()].sort()).toEqual(['churn', 'income'])
    const model = project.models.get('churn')?.config
    expect(Object.keys(model?.gates ?? {})).toEqual([
      'roc_auc',
      'recall',
      'log_loss',
      'fairness.demographic_parity_difference',
    ])
    expect(model?.train.run).toBe('npx tsx models/churn/train.ts')
    expect(model?.train.params).toEqual(usual)
    expect(model?.retrain.when.drift).toEqual({ columns: 2 })
    const income = project.models.get('income')?.config
    expect(Object.keys(income?.gates ?? {})).toEqual(['roc_auc', 'average_precision', 'brier'])
    expect(income?.train.run).toBe('python models/income/train.py')
  })

  it.each([
    'pawl.yaml',
    'data/customers/dataset.yaml',
    'data/people/dataset.yaml',
    'models/churn/model.yaml',
    'models/income/model.yaml',
  ])('%s tells editors its schema in the first line, one that is there', (path) => {
    const [line] = readFileSync(join(template.folder, path), 'utf8').split('\n')
    const address =
      /^# yaml-language-server: \$schema=(https:\/\/.+\/pawl-dev\/pawl\/main\/schemas\/.+)$/.exec(
        line ?? '',
      )?.[1]
    expect(existsSync(join(root, 'schemas', basename(address ?? '')))).toBe(true)
  })
})
