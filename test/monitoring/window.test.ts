import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DataVersion } from '../../src/data/version.ts'
import type { DriftReport } from '../../src/drift/report.ts'
import {
  newFiles,
  nextWindow,
  type Window,
  WindowRecord,
  windowPath,
  windowRecord,
} from '../../src/monitoring/window.ts'
import { digestOf } from '../../src/project/digest.ts'

type Files = Record<string, string>

/** Files by path and content. */
const listed = (files: Files) =>
  Object.entries(files).map(([path, content]) => ({
    path,
    bytes: content.length,
    digest: digestOf(content),
  }))

const dataOf = (files: Files): DataVersion => ({
  dataset: 'customers',
  version: digestOf(JSON.stringify(files)),
  files: listed(files),
})

const trained = { 'jan.csv': 'january' }

function next(files: Files, judged: readonly WindowRecord[] = [], version = '1.0.0') {
  return nextWindow({
    model: 'churn',
    data: dataOf(files),
    version: { version, files: listed(trained) },
    judged,
  })
}

function windowOf(files: Files, judged: readonly WindowRecord[] = [], version = '1.0.0'): Window {
  const result = next(files, judged, version)
  if (result.next !== 'window') throw new Error(`no window: ${result.next}`)
  return result.window
}

function reportOn(window: Window, verdict: DriftReport['verdict']): DriftReport {
  return {
    schema: 'pawl/drift@1',
    model: window.model,
    reference: { version: window.version, rows: 1000, from: 'profile' as const },
    window: { id: window.id, rows: 500, files: window.files.map(({ path }) => path) },
    verdict,
    reason: 'as the test says',
    correction: 'benjamini-hochberg',
    columns: (['drift', 'stable'] as const).map((said, i) => ({
      column: `c${i}`,
      family: 'feature' as const,
      method: 'none' as const,
      limit: null,
      statistic: null,
      p: null,
      'adjusted-p': null,
      effect: null,
      rows: { reference: 1000, current: 500 },
      nulls: { reference: 0, current: 0 },
      verdict: said,
      reason: '',
    })),
  }
}

const judge = (window: Window, verdict: DriftReport['verdict']): WindowRecord =>
  WindowRecord.parse(windowRecord({ window, report: reportOn(window, verdict), at: '2026-03-01T00:00:00Z' }))

describe('a window', () => {
  it('is the files whose content the version was not trained on', () => {
    const { files, version, dataset } = windowOf({ ...trained, 'feb.csv': 'february' })
    expect(files).toEqual([{ path: 'feb.csv', digest: digestOf('february'), change: 'added' }])
    expect({ version, dataset }).toEqual({ version: '1.0.0', dataset: 'customers' })
  })

  it('holds a file whose content changed, and says so', () => {
    expect(windowOf({ 'jan.csv': 'january and more' }).files).toMatchObject([
      { path: 'jan.csv', change: 'changed' },
    ])
  })

  it('is not made by renaming or copying a file', () => {
    expect(next({ 'january.csv': 'january', 'copy.csv': 'january' })).toEqual({ next: 'nothing-new' })
  })

  it('holds the same content once', () => {
    expect(windowOf({ 'a.csv': 'february', 'b.csv': 'february' }).files.map(({ path }) => path)).toEqual([
      'a.csv',
    ])
  })

  it('is nothing when no file is new, also when files are gone', () => {
    expect(next(trained)).toEqual({ next: 'nothing-new' })
    expect(next({})).toEqual({ next: 'nothing-new' })
  })

  it('is judged once', () => {
    const files = { ...trained, 'feb.csv': 'february' }
    for (const verdict of ['drift', 'stable', 'inconclusive'] as const)
      expect(next(files, [judge(windowOf(files), verdict)])).toEqual({ next: 'all-judged' })
  })

  it('leaves out what an earlier window has decided on', () => {
    const february = { ...trained, 'feb.csv': 'february' }
    const judged = [judge(windowOf(february), 'drift')]
    expect(windowOf({ ...february, 'mar.csv': 'march' }, judged).files.map(({ path }) => path)).toEqual([
      'mar.csv',
    ])
  })

  it('takes up again what an earlier window could not decide on', () => {
    const february = { ...trained, 'feb.csv': 'february' }
    const judged = [judge(windowOf(february), 'inconclusive')]
    expect(windowOf({ ...february, 'mar.csv': 'march' }, judged).files.map(({ path }) => path)).toEqual([
      'feb.csv',
      'mar.csv',
    ])
  })

  it('is another one against another version, and of another model', () => {
    const files = { ...trained, 'feb.csv': 'february' }
    const record = judge(windowOf(files), 'drift')
    expect(windowOf(files, [record], '1.1.0').id).not.toBe(record.id)
    expect(next(files, [{ ...record, model: 'other' }]).next).toBe('window')
  })

  it('has an id that does not depend on the order of the files', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(names, (paths) => {
        const files = paths.map((path) => ({ path, bytes: 1, digest: digestOf(path) }))
        const ids = [files, [...files].reverse()].map((list) => {
          const result = nextWindow({
            model: 'churn',
            data: { dataset: 'customers', version: digestOf('v'), files: list },
            version: { version: '1.0.0', files: [] },
            judged: [],
          })
          return result.next === 'window' ? result.window.id : result.next
        })
        expect(ids[0]).toBe(ids[1])
        expect(ids[0]).toMatch(/^[0-9a-f]{64}$/)
      }),
    )
  })

  it('loses no file and judges none twice, however the files arrive', () => {
    const verdicts = fc.constantFrom('drift', 'stable', 'inconclusive')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), verdicts), { maxLength: 8 }),
        (batches) => {
          const judged: WindowRecord[] = []
          const files: Files = {}
          const decided: string[] = []
          for (const [count, verdict] of batches) {
            for (let i = 0; i < count; i++)
              files[`f${Object.keys(files).length}`] = `content ${Object.keys(files).length}`
            const window = windowOf(files, judged)
            judged.push(judge(window, verdict as 'drift'))
            if (verdict !== 'inconclusive') decided.push(...window.files.map(({ path }) => path))
            expect(next(files, judged).next).toBe('all-judged')
          }
          expect(new Set(decided).size).toBe(decided.length)
          const last = batches.at(-1)?.[1]
          if (last !== undefined && last !== 'inconclusive')
            expect([...decided].sort()).toEqual(Object.keys(files).sort())
        },
      ),
    )
  })

  it('takes any name for a name', () => {
    const files = ['../../etc/passwd', '__proto__', 'a\nb', '"; rm -rf /'].map((path) => ({
      path,
      bytes: 1,
      digest: digestOf(path),
    }))
    expect(newFiles(files, []).map(({ path }) => path)).toEqual(files.map(({ path }) => path).sort())
  })
})

describe('the record of a window', () => {
  const window = windowOf({ ...trained, 'feb.csv': 'february' })

  it('says what was judged, when, against which version and what came of it', () => {
    expect(judge(window, 'drift')).toMatchObject({
      id: window.id,
      version: '1.0.0',
      verdict: 'drift',
      rows: 500,
      columns: ['c0'],
      at: '2026-03-01T00:00:00Z',
    })
  })

  it('lies at a path of its own', () => {
    expect(windowPath(window)).toBe(`windows/churn/${window.id}.json`)
  })

  it('is not written from a report about something else', () => {
    const report = reportOn(window, 'stable')
    const other = { ...report, window: { ...report.window, id: 'another' } }
    expect(() => windowRecord({ window, report: other, at: '2026-03-01T00:00:00Z' })).toThrow('another')
  })

  it('is read strictly: a record with a path for an id or an unknown key is refused', () => {
    const record = judge(window, 'drift')
    expect(WindowRecord.safeParse({ ...record, id: '../../x' }).success).toBe(false)
    expect(WindowRecord.safeParse({ ...record, more: 1 }).success).toBe(false)
    expect(WindowRecord.safeParse({ ...record, model: '../x' }).success).toBe(false)
  })
})
