import { digestOf } from '../../src/project/digest.ts'
import { appendEntry } from '../../src/registry/chain.ts'
import { type Candidate, newVersion, type RegistryChange } from '../../src/registry/new-version.ts'
import type { HistoryEntry, Stages } from '../../src/registry/stages.ts'

export const commit = 'a'.repeat(40)

/** A candidate whose bytes follow from its run. */
export function candidate(run: string, more: Partial<Candidate> = {}): Candidate {
  return {
    model: 'churn',
    stage: 'production',
    files: new Map<string, string | Uint8Array>([
      ['model.onnx', Buffer.from(`model ${run}`)],
      ['report.json', `{"report":"${run}"}\n`],
      ['profile.json', '{}\n'],
    ]),
    run,
    commit,
    data: {
      dataset: 'customers',
      version: digestOf('data'),
      files: [{ path: 'a.csv', bytes: 3, digest: digestOf('a') }],
    },
    split: { by: 'customer_id', holdout: 0.2, salt: 'pawl' },
    features: ['a'],
    target: { column: 'churned', positive: true },
    signature: { inputs: [{ name: 'x', type: 'float32', shape: ['batch', 4] }], outputs: [] },
    policy: digestOf('policy'),
    actor: 'ada',
    reason: `run ${run}`,
    created: '2026-01-01T00:00:00Z',
    at: '2026-01-02T00:00:00Z',
    ...more,
  }
}

/** Versions added one after the other, each with its change. */
export function versions(...runs: string[]): RegistryChange[] {
  const changes: RegistryChange[] = []
  for (const run of runs) changes.push(newVersion(changes.at(-1)?.stages, candidate(run)))
  return changes
}

/** A history in short: `1.0.0 production`, `1.0.0 rollback` (to production), a day apart from 2026-01-01 on. */
export function history(...steps: string[]): Stages {
  let stages: Stages | undefined
  for (const [nth, step] of steps.entries()) {
    const [version = '', to = ''] = step.split(' ')
    const kind: HistoryEntry['kind'] = to === 'rollback' ? 'rollback' : 'promotion'
    stages = appendEntry(stages, 'churn', {
      kind,
      version,
      stage: kind === 'rollback' ? 'production' : to,
      manifest: digestOf(version),
      actor: 'ada',
      reason: step,
      evidence: { report: digestOf(step), policy: digestOf('policy'), run: version, commit },
      at: new Date(Date.UTC(2026, 0, 1 + nth)).toISOString(),
    })
  }
  if (stages === undefined) throw new Error('no steps')
  return stages
}
