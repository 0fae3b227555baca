import type { ColumnProfile, Profile } from '../data/profile.ts'
import type { Model } from '../project/schema/model.ts'
import { benjaminiHochberg } from '../stats/corrections.ts'
import { isTested, type Tested } from './comparison.ts'
import { type Decided, decide, type Limits, shown } from './decide.ts'
import { type Examined, examine } from './examine.ts'
import type { ColumnDrift, DriftReport } from './report.ts'

export interface DriftQuestion {
  model: string
  settings: Model['drift']
  /** Columns to compare; see `driftColumns`. */
  columns: readonly string[]
  reference: { version: string; profile: Profile }
  /** The profile must be made with the reference's edges and commonest values. */
  window: { id: string; files: readonly string[]; profile: Profile }
}

/** The columns that a model's drift is judged on: those named in its settings, else its features. */
export function driftColumns(model: Pick<Model, 'drift' | 'data'>): readonly string[] {
  return model.drift.columns ?? model.data.features
}

/**
 * Compares a window of data with the reference, column by column.
 *
 * A column drifts when its effect reaches the limit and its p, corrected over all tests of the report (Benjamini and
 * Hochberg), is below alpha: neither a tiny effect in a big sample nor a chance effect in a small one is drift. Missing
 * values are tested as a thing of their own, in the same family. What the sample could not have shown is inconclusive.
 */
export function compareProfiles({ model, settings, columns, reference, window }: DriftQuestion): DriftReport {
  const [before, after] = [byName(reference.profile), byName(window.profile)]
  const examined = [...new Set(columns)].map((column) =>
    examine({
      column,
      before: before.get(column),
      after: after.get(column),
      rows: { reference: reference.profile.rows, current: window.profile.rows },
      minRows: settings['min-rows'],
    }),
  )
  const judged = judgeAll(examined, settings)
  return {
    schema: 'pawl/drift@1',
    model,
    reference: { version: reference.version, rows: reference.profile.rows },
    window: { id: window.id, rows: window.profile.rows, files: [...window.files] },
    ...overall(judged),
    correction: 'benjamini-hochberg',
    columns: judged,
  }
}

function byName(profile: Profile): Map<string, ColumnProfile> {
  return new Map(profile.columns.map((column) => [column.name, column]))
}

/** Corrects the p-values of all tests as one family, and says of each column what came of it. */
function judgeAll(examined: readonly Examined[], settings: Model['drift']): ColumnDrift[] {
  const tests = examined.flatMap(({ values, missing }) => [
    ...(isTested(values) ? [values] : []),
    ...(missing === undefined ? [] : [missing]),
  ])
  const corrected = benjaminiHochberg(tests.map((test) => test.p))
  const adjusted = new Map(tests.map((test, i) => [test, corrected[i] as number]))
  const limits: Limits = {
    alpha: settings.p,
    effect: settings.effect,
    minRows: settings['min-rows'],
    tests: tests.length,
  }
  return examined.map((column) => judge(column, (test) => adjusted.get(test) as number, limits))
}

function judge(examined: Examined, adjustedP: (test: Tested) => number, limits: Limits): ColumnDrift {
  const { column, usable, missingShares, unseen, values, missing } = examined
  const tested = isTested(values) ? values : undefined
  const findings: Decided[] = [
    withUnseen(tested ? decide(tested, adjustedP(tested), limits) : (values as Decided), unseen),
  ]
  if (missing) {
    const { verdict, reason } = decide(missing, adjustedP(missing), limits)
    findings.push({ verdict, reason: `share of missing values ${reason}` })
  }
  const verdict = worstOf(findings.map((finding) => finding.verdict))
  return {
    column,
    method: tested?.method ?? 'none',
    statistic: tested?.statistic ?? null,
    p: tested?.p ?? null,
    'adjusted-p': tested ? adjustedP(tested) : null,
    effect: tested?.effect ?? null,
    rows: usable,
    nulls: missingShares,
    ...(missing
      ? { missing: { effect: missing.effect, p: missing.p, 'adjusted-p': adjustedP(missing) } }
      : {}),
    ...(unseen === undefined ? {} : { unseen }),
    verdict,
    reason: findings
      .filter((finding) => finding.verdict === verdict)
      .map((finding) => finding.reason)
      .join('; '),
  }
}

function withUnseen(finding: Decided, unseen: number | undefined): Decided {
  if (!unseen) return finding
  const are = unseen === 1 ? 'category is' : 'categories are'
  return { ...finding, reason: `${finding.reason}; ${unseen} ${are} new` }
}

/** Drift of one column is drift of the window; a window is stable only when every column is. */
function overall(columns: readonly ColumnDrift[]): Decided {
  const verdict = worstOf(columns.map((column) => column.verdict))
  const concerned = columns.filter((column) => column.verdict === verdict)
  const share = `${concerned.length} of ${columns.length} columns`
  if (columns.length === 0) return { verdict: 'inconclusive', reason: 'no columns were compared' }
  if (verdict === 'stable') return { verdict, reason: `none of ${columns.length} columns drifted` }
  if (verdict === 'inconclusive') return { verdict, reason: `${share} could not be judged` }
  const effects = concerned.map((column) => Math.max(column.effect ?? 0, column.missing?.effect ?? 0))
  const largest = Math.max(...effects)
  return { verdict, reason: `${share} drifted${largest > 0 ? `, by up to ${shown(largest)}` : ''}` }
}

function worstOf(verdicts: readonly Decided['verdict'][]): Decided['verdict'] {
  return (['drift', 'inconclusive'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'stable'
}
