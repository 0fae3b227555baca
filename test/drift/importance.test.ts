import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeWindow } from '../../src/commands/steps/judge-window.ts'
import { profileRows } from '../../src/data/profile-rows.ts'
import { profileJson } from '../../src/data/profile-size.ts'
import { canonicalJson } from '../../src/project/digest.ts'
import { Model } from '../../src/project/schema/model.ts'
import { newVersion } from '../../src/registry/new-version.ts'
import { type Columns, filesOf, opened, repository } from '../data/repository.ts'
import { candidate } from '../registry/material.ts'

const columns = ['tenure', 'charges', 'churned', 'score']
const types: Columns = {
  id: { type: 'integer' },
  tenure: { type: 'number' },
  charges: { type: 'number' },
  churned: { type: 'boolean' },
  score: { type: 'number' },
}

/** Rows in which tenure and the score move by so much, and charges by nothing. */
function csv(seed: number, shift: { tenure: number; score: number }): string {
  const wave = (row: number, salt: number): number => Math.sin((row + seed * 1000) * salt)
  const lines = Array.from({ length: 600 }, (_, row) =>
    [
      row,
      wave(row, 12.9898) + shift.tenure,
      wave(row, 78.233),
      row % 3 === 0,
      wave(row, 37.719) + shift.score,
    ].join(),
  )
  return `id,${columns.join()}\n${lines.join('\n')}\n`
}

const model = Model.parse({
  model: 'churn',
  task: 'binary-classification',
  owners: ['ada'],
  data: {
    dataset: 'rows',
    target: { column: 'churned', positive: true },
    features: ['tenure', 'charges'],
    split: { by: 'id', holdout: '20%' },
  },
  train: { run: 'train' },
  gates: { roc_auc: { min: 0.5 } },
  drift: { prediction: 'score' },
})

/** Judges new rows against a version in git whose training left this importance, or none. */
async function judged(
  shift: { tenure: number; score: number },
  importance?: Record<string, number>,
  forged = false,
) {
  const from = repository({ 'new.csv': csv(2, shift) }, { columns: types })
  const trained = repository({ 'old.csv': csv(1, { tenure: 0, score: 0 }) }, { columns: types })
  const profile = await opened(trained, (database, open) =>
    profileRows(database, open, { columns, where: 'true' }),
  )
  const listed = Object.entries(importance ?? {}).map(([feature, value]) => ({ feature, value }))
  const said = canonicalJson({ schema: 'pawl/importance@1', importance: listed })
  const files = new Map([
    ['model.onnx', 'model'],
    ['report.json', '{}'],
    ['profile.json', profileJson(profile)],
    ...(importance ? [['importance.json', said] as const] : []),
  ])
  const { manifest, files: written } = newVersion(undefined, candidate('r1', { files }))
  for (const { path, content } of written) {
    mkdirSync(dirname(join(from.root, path)), { recursive: true })
    const isForged = forged && path.endsWith('importance.json')
    writeFileSync(join(from.root, path), isForged ? said.replace('3', '0') : content)
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', from.root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]).toString()
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '-m', 'version')
  return judgeWindow({
    root: from.root,
    model,
    manifest,
    dataset: from.dataset,
    files: await filesOf(from),
    trainedOn: undefined,
    window: 'w',
    commit: git('rev-parse', 'HEAD').trim(),
  })
}

describe('drift of a version whose training said what counts', () => {
  it('weighs its features by importance.json of the version, and the prediction by nothing', async () => {
    const report = await judged({ tenure: 0.8, score: 0.8 }, { tenure: 3, charges: 1 })
    expect(
      report.columns.map(({ column, family, verdict, importance }) => [column, family, verdict, importance]),
    ).toEqual([
      ['tenure', 'feature', 'drift', 0.75],
      ['charges', 'feature', 'stable', 0.25],
      ['score', 'prediction', 'drift', undefined],
    ])
    expect(report.score).toEqual({ value: 0.75, weighed: true })
    const only = await judged({ tenure: 0, score: 0.8 }, { tenure: 3, charges: 1 })
    expect([only.verdict, only.score]).toEqual(['drift', { value: 0, weighed: true }])
  })

  it('counts features alike where training said nothing', async () => {
    expect((await judged({ tenure: 0.8, score: 0 })).score).toEqual({ value: 0.5, weighed: false })
  })

  it('refuses an importance that is not the one that was approved', async () => {
    await expect(judged({ tenure: 0.8, score: 0 }, { tenure: 3, charges: 1 }, true)).rejects.toThrow(
      'is not the file that was approved',
    )
  })
})
