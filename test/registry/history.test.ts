import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendEntry, chainProblems, entryDigest, fold } from '../../src/registry/chain.ts'
import { historyRows, historyTable } from '../../src/registry/history.ts'
import {
  currentVersion,
  knownVersions,
  lastGoodVersion,
  nextVersion,
  stageOf,
  versionAt,
} from '../../src/registry/lookup.ts'
import { moveVersion, rollbackTarget } from '../../src/registry/move-version.ts'
import { newVersion } from '../../src/registry/new-version.ts'
import type { Stages } from '../../src/registry/stages.ts'
import { candidate, history, versions } from './material.ts'

describe('the history of a model', () => {
  it('archives what a promotion replaces and keeps each version in one stage', () => {
    const stages = history('1.0.0 production', '1.1.0 staging', '1.1.0 production')
    expect(stages.stages).toEqual({ production: '1.1.0' })
    expect(stages.history.at(-1)).toMatchObject({ sequence: 3, replaces: '1.0.0' })
    expect(stageOf(stages, '1.0.0')).toBe('archived')
    expect(stageOf(stages, '1.1.0')).toBe('production')
    expect(stageOf(stages, '2.0.0')).toBeUndefined()
  })

  it('refuses to put a version where it is, and to empty production', () => {
    const stages = history('1.0.0 production')
    const change = { ...stages.history[0], at: '2026-02-01T00:00:00Z' } as Stages['history'][number]
    expect(() => appendEntry(stages, 'churn', change)).toThrow('is in production already')
    expect(() => appendEntry(stages, 'churn', { ...change, stage: 'staging' })).toThrow(
      'leave production empty',
    )
  })

  it('is sound however it was made, and knows every alteration of any entry but the last', () => {
    const step = fc
      .tuple(
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom('staging', 'production', 'rollback', 'constructor'),
      )
      .map(([minor, stage]) => `1.${minor}.0 ${stage}`)
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.nat(), (steps, pick) => {
        const taken: string[] = []
        for (const one of steps) {
          try {
            history(...taken, one)
            taken.push(one)
          } catch {}
        }
        const stages = history(...taken)
        expect(chainProblems(stages).filter((one) => !one.includes('calls itself a rollback'))).toEqual([])
        expect(new Map(Object.entries(stages.stages))).toEqual(fold(stages.history))
        expect(new Set(fold(stages.history).values()).size).toBe(fold(stages.history).size)
        if (stages.history.length < 2) return
        const at = pick % (stages.history.length - 1)
        const altered = stages.history.map((entry, nth) => (nth === at ? { ...entry, reason: 'x' } : entry))
        expect(chainProblems({ ...stages, history: altered })).not.toEqual([])
        const shorter = stages.history.filter((_, nth) => nth !== at)
        expect(chainProblems({ ...stages, history: shorter })).not.toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('is not sound when a rollback goes where production never was', () => {
    expect(chainProblems(history('1.0.0 production', '1.1.0 rollback'))).toEqual([
      expect.stringContaining('never was in production'),
    ])
  })

  it('names the first entry null, and each next one the digest of the one before', () => {
    const { history: entries } = history('1.0.0 production', '1.1.0 production')
    const [first, second] = entries
    if (first === undefined || second === undefined) throw new Error()
    expect(first.previous).toBeNull()
    expect(second.previous).toBe(entryDigest(first))
  })

  it('tells what held a stage at a time', () => {
    const stages = history('1.0.0 production', '1.1.0 production', '1.0.0 rollback')
    const at = (time: string) => versionAt(stages, { stage: 'production', time })
    expect(at('2025-12-31T00:00:00Z')).toBeUndefined()
    expect(at('2026-01-01T00:00:00Z')).toBe('1.0.0')
    expect(at('2026-01-02T12:00:00Z')).toBe('1.1.0')
    expect(at('2026-01-03')).toBe('1.0.0')
    const effective = new Map([[2, '2026-01-02T18:00:00Z']])
    expect(versionAt(stages, { stage: 'production', time: '2026-01-02T12:00:00Z', effective })).toBe('1.0.0')
    expect(() => at('yesterday')).toThrow('not a time')
    expect(currentVersion(undefined, 'production')).toBeUndefined()
    expect(currentVersion(stages, 'constructor')).toBeUndefined()
  })
})

describe('version numbers', () => {
  it('start at 1.0.0 and follow the highest one, not the one in production', () => {
    expect(nextVersion(undefined)).toBe('1.0.0')
    const stages = history('1.9.0 production', '1.10.0 production', '1.9.0 rollback')
    expect(nextVersion(stages)).toBe('1.11.0')
    expect(nextVersion(stages, 'patch')).toBe('1.10.1')
    expect(nextVersion(stages, 'major')).toBe('2.0.0')
    expect(knownVersions(stages)).toEqual(['1.9.0', '1.10.0'])
  })
})

describe('the last good version', () => {
  it.each([
    [['1.0.0 production'], undefined],
    [['1.0.0 production', '1.1.0 staging'], undefined],
    [['1.0.0 production', '1.1.0 production'], '1.0.0'],
    [['1.0.0 production', '1.1.0 production', '1.2.0 production', '1.1.0 rollback'], '1.0.0'],
    [['1.0.0 production', '1.1.0 production', '1.0.0 rollback'], undefined],
    [['1.0.0 production', '1.1.0 production', '1.0.0 rollback', '1.2.0 production'], '1.0.0'],
    [['1.0.0 production', '1.1.0 production', '1.2.0 production', '1.0.0 rollback'], undefined],
    [['1.0.0 production', '1.1.0 production', '1.0.0 production'], '1.1.0'],
  ])('after %j is %s: never one that was rolled back', (steps, version) => {
    expect(lastGoodVersion(history(...steps))).toBe(version)
  })

  it('is where a rollback goes that names no other, and only what was in production can be named', () => {
    const stages = history('1.0.0 production', '1.1.0 staging', '1.2.0 production')
    expect(rollbackTarget(stages, 'churn')).toBe('1.0.0')
    expect(rollbackTarget(stages, 'churn', '1.0.0')).toBe('1.0.0')
    expect(() => rollbackTarget(stages, 'churn', '1.1.0')).toThrow('never was in production')
    expect(() => rollbackTarget(stages, 'churn', '1.2.0')).toThrow('already')
    expect(() => rollbackTarget(undefined, 'churn')).toThrow('nothing to roll back')
    expect(() => rollbackTarget(history('1.0.0 production'), 'churn')).toThrow('no good version before')
  })
})

describe('a new version', () => {
  it('is a list of files: its own, its manifest, and stages.json', () => {
    const [change] = versions('r1')
    expect(change?.version).toBe('1.0.0')
    expect(change?.files.map(({ path }) => path)).toEqual([
      'registry/churn/1.0.0/model.onnx',
      'registry/churn/1.0.0/profile.json',
      'registry/churn/1.0.0/report.json',
      'registry/churn/1.0.0/version.json',
      'registry/churn/stages.json',
    ])
    expect(change?.manifest.parent).toBeNull()
    expect(change?.manifest.files.map(({ path }) => path)).toEqual([
      'model.onnx',
      'profile.json',
      'report.json',
    ])
  })

  it('knows the version that was in production', () => {
    expect(versions('r1', 'r2').at(-1)?.manifest).toMatchObject({ version: '1.1.0', parent: '1.0.0' })
  })

  it('is the same bytes when it is made again', () => {
    expect(versions('r1', 'r2')).toEqual(versions('r1', 'r2'))
  })

  it.each(['../x', 'version.json', 'A.onnx', 'a/b', '.hidden', 'a\0b', ''])(
    'takes no file named %j',
    (name) => {
      const of = candidate('r1')
      const files = new Map([...of.files, [name, 'x']])
      expect(() => newVersion(undefined, { ...of, files })).toThrow('cannot be a file of a version')
    },
  )

  it('must have a model, a report and a profile', () => {
    expect(() => newVersion(undefined, candidate('r1', { files: new Map() }))).toThrow('needs model.onnx')
  })

  it('that moves to another stage later changes stages.json alone', () => {
    const [change] = versions('r1', 'r2')
    const last = versions('r1', 'r2').at(-1)
    if (change === undefined || last === undefined) throw new Error()
    const back = moveVersion(last.stages, {
      kind: 'rollback',
      stage: 'production',
      manifest: change.manifest,
      policy: last.entry.evidence.policy,
      actor: 'grace',
      reason: 'it burns',
      at: '2026-02-01T00:00:00Z',
    })
    expect(back.files.map(({ path }) => path)).toEqual(['registry/churn/stages.json'])
    expect(back.entry).toMatchObject({ kind: 'rollback', version: '1.0.0', replaces: '1.1.0', sequence: 3 })
    expect(chainProblems(back.stages)).toEqual([])
  })
})

describe('the history as a table', () => {
  it('says who, what and why in one line each, whatever is in the texts', () => {
    const stages = history('1.0.0 production', '1.1.0 production')
    const [first] = stages.history
    if (first === undefined) throw new Error()
    const hostile = { ...first, reason: 'a\nb\u202e\u0007', actor: 'x\r\ny' }
    const rows = historyRows({ ...stages, history: [hostile, ...stages.history.slice(1)] })
    const lines = historyTable(rows).split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toContain('a b')
    expect(lines[1]).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(lines[2]).toContain('production (was 1.0.0)')
  })

  it('says once what was asked for and approved in the same words', () => {
    const rows = historyRows(history('1.0.0 production')).map((row) => ({
      ...row,
      reason: 'too many offers',
      approvals: [
        { by: 'grace', because: 'too many offers' },
        { by: 'ada', because: 'seen it too' },
      ],
    }))
    const line = historyTable(rows).split('\n')[1]
    expect(line).toContain('too many offers; ada: seen it too')
    expect(line).not.toContain('grace: ')
  })

  it('ends at a time that is asked for', () => {
    const stages = history('1.0.0 production', '1.1.0 production')
    expect(historyRows(stages, { until: '2026-01-01T12:00:00Z' })).toHaveLength(1)
  })
})
