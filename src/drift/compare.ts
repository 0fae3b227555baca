import type { CountedColumn } from '../data/count-against.ts'
import type { Profile } from '../data/profile.ts'
import type { Family, Watched } from '../project/watched.ts'
import { benjaminiHochberg, holm } from '../stats/corrections.ts'
import { isTested, type Tested } from './comparison.ts'
import { type Decided, decide, type Limits, shown } from './decide.ts'
import type { Material } from './evidence.ts'
import { type Examined, examine } from './examine.ts'
import { materialOfProfiles } from './from-profiles.ts'
import type { MethodDefaults } from './methods.ts'
import type { ColumnDrift, DriftReport, EvidentlyColumn } from './report.ts'

/** When a difference counts. */
export interface DriftLimits extends MethodDefaults {
  /** The corrected p below which a difference counts as real. */
  p: number
  'min-rows': number
  correction?: DriftReport['correction'] | undefined
}

export interface DriftQuestion {
  model: string
  settings: DriftLimits
  columns: readonly Watched[]
  reference: DriftReport['reference']
  window: DriftReport['window']
  /** Importance of each feature, in any unit. */
  importance?: ReadonlyMap<string, number> | undefined
}

/** A column with its comparisons and what it is to the model. */
export type ExaminedOf = Examined & { family: Family; evidently?: EvidentlyColumn }

/** Compares one column, before the correction for the number of tests. */
export function examineOne(own: Watched, material: Material, settings: DriftLimits): ExaminedOf {
  const { column, family } = own
  const minRows = settings['min-rows']
  return { ...examine({ column, material, own, defaults: settings, minRows }), family }
}

/**
 * Judges a window of data against the reference, column by column.
 *
 * A column drifts when its effect reaches the limit and its p, corrected over all tests of its family (features, target,
 * prediction), is below alpha: neither a tiny effect in a big sample nor a chance effect in a small one is drift. Missing
 * values are tested as a thing of their own, in the same family. What the sample could not have shown is inconclusive.
 */
export function judgeColumns(question: DriftQuestion, examined: readonly ExaminedOf[]): DriftReport {
  const { settings, reference, window } = question
  const correction = settings.correction ?? 'benjamini-hochberg'
  const weights = sharesOf(question.importance)
  const adjusted = adjustedWithin(examined, correction)
  const judged = examined.map((column) =>
    judge(column, adjusted.get(column.family) as Corrected, settings, weights),
  )
  const score = scoreOf(judged, weights)
  return {
    schema: 'pawl/drift@1',
    model: question.model,
    reference,
    window,
    ...overall(judged, score),
    correction,
    ...(score === undefined ? {} : { score }),
    columns: judged,
  }
}

/** Each column once, by its first mention's place and its last one's settings. */
export function onceEach(columns: readonly Watched[]): Watched[] {
  return [...new Map(columns.map((each) => [each.column, each])).values()]
}

/** Compares two profiles, the second made with the first one's edges and commonest values. */
export function compareProfiles(
  question: Omit<DriftQuestion, 'reference' | 'window'> & {
    reference: { version: string | null; profile: Profile }
    window: {
      id: string
      files: readonly string[]
      profile: { rows: number; columns: readonly CountedColumn[] }
    }
  },
): DriftReport {
  const { reference, window, ...rest } = question
  const [before, after] = [byName(reference.profile), byName(window.profile)]
  const rows = { reference: reference.profile.rows, current: window.profile.rows }
  const examined = onceEach(rest.columns).map((own) => {
    const sides = { before: before.get(own.column), after: after.get(own.column), rows }
    return examineOne(own, materialOfProfiles(sides), rest.settings)
  })
  const judged = {
    ...rest,
    reference: { version: reference.version, rows: rows.reference, from: 'profile' as const },
    window: { id: window.id, rows: rows.current, files: [...window.files] },
  }
  return judgeColumns(judged, examined)
}

function byName(profile: { columns: readonly CountedColumn[] }): Map<string, CountedColumn> {
  return new Map(profile.columns.map((column) => [column.name, column]))
}

interface Corrected {
  /** Tests in the family. */
  tests: number
  adjusted: ReadonlyMap<Tested, number>
}

const corrections: Record<DriftReport['correction'], (p: readonly number[]) => readonly number[]> = {
  'benjamini-hochberg': benjaminiHochberg,
  holm,
  none: (p) => p,
}

/** Corrects the p-values of all tests of a family as one. */
function adjustedWithin(
  examined: readonly ExaminedOf[],
  correction: DriftReport['correction'],
): Map<Family, Corrected> {
  return new Map(
    [...new Set(examined.map(({ family }) => family))].map((family) => {
      const tests = examined
        .filter((column) => column.family === family)
        .flatMap(({ values, missing, spread }) => [
          ...(isTested(values) ? [values] : []),
          ...(spread === undefined ? [] : [spread]),
          ...(missing === undefined ? [] : [missing]),
        ])
      const corrected = corrections[correction](tests.map((test) => test.p))
      const adjusted = new Map(tests.map((test, index) => [test, corrected[index] as number]))
      return [family, { tests: correction === 'none' ? 1 : tests.length, adjusted }]
    }),
  )
}

function judge(
  examined: ExaminedOf,
  { tests, adjusted }: Corrected,
  settings: DriftLimits,
  weights: ReadonlyMap<string, number>,
): ColumnDrift {
  const { column, family, usable, missingShares, unseen, vanished, values, missing, spread, shapes } =
    examined
  const adjustedP = (test: Tested) => adjusted.get(test) as number
  const limits = (effect: number): Limits => ({
    alpha: settings.p,
    effect,
    minRows: settings['min-rows'],
    tests,
  })
  const tested = isTested(values) ? values : undefined
  const limit = examined.limit ?? settings.effect
  const ofValues = tested ? decide(tested, adjustedP(tested), limits(limit)) : (values as Decided)
  const findings: Decided[] = [
    tested?.method === 'null-share' ? ofMissing(ofValues) : withCategories(ofValues, { unseen, vanished }),
    ...(spread ? ofSpread(decide(spread, adjustedP(spread), limits(limit))) : []),
    ...(missing ? [ofMissing(decide(missing, adjustedP(missing), limits(settings.effect)))] : []),
  ]
  const verdict = worstOf(findings.map((finding) => finding.verdict))
  const importance = family === 'feature' ? weights.get(column) : undefined
  return {
    column,
    family,
    method: tested?.method ?? 'none',
    statistic: tested?.statistic ?? null,
    p: tested?.p ?? null,
    'adjusted-p': tested ? adjustedP(tested) : null,
    effect: tested?.effect ?? null,
    limit: tested ? limit : null,
    ...(importance === undefined ? {} : { importance }),
    rows: usable,
    nulls: missingShares,
    ...(missing
      ? { missing: { effect: missing.effect, p: missing.p, 'adjusted-p': adjustedP(missing) } }
      : {}),
    ...(spread ? { spread: { effect: spread.effect, p: spread.p, 'adjusted-p': adjustedP(spread) } } : {}),
    ...(unseen === undefined ? {} : { unseen }),
    ...(vanished === undefined ? {} : { vanished }),
    ...(shapes === undefined ? {} : { shapes }),
    ...(examined.evidently === undefined ? {} : { evidently: examined.evidently }),
    verdict,
    reason: findings
      .filter((finding) => finding.verdict === verdict)
      .map((finding) => finding.reason)
      .join('; '),
  }
}

const ofMissing = ({ verdict, reason }: Decided): Decided => ({
  verdict,
  reason: `share of missing values ${reason}`,
})

/** Only drift is worth a word: what D says of a column stands, also where too few rows could show another spread. */
const ofSpread = ({ verdict, reason }: Decided): Decided[] =>
  verdict === 'drift' ? [{ verdict, reason: `spread of the values ${reason}` }] : []

function withCategories(
  finding: Decided,
  { unseen = 0, vanished = 0 }: { unseen?: number | undefined; vanished?: number | undefined },
): Decided {
  const are = (count: number) => (count === 1 ? '1 category is' : `${count} categories are`)
  const words = [
    ...(unseen > 0 ? [`${are(unseen)} new`] : []),
    ...(vanished > 0 ? [`${are(vanished)} gone`] : []),
  ]
  return { ...finding, reason: [finding.reason, ...words].join('; ') }
}

/** Importance as shares of all there is. What is not a positive number counts for nothing. */
function sharesOf(importance: ReadonlyMap<string, number> | undefined): ReadonlyMap<string, number> {
  const positive = [...(importance ?? [])].filter(([, value]) => value > 0 && Number.isFinite(value))
  const all = positive.reduce((sum, [, value]) => sum + value, 0)
  return new Map(all > 0 ? positive.map(([feature, value]) => [feature, Math.min(1, value / all)]) : [])
}

/** How much of the model drifted: the share of its features, by importance where training recorded it. */
function scoreOf(
  columns: readonly ColumnDrift[],
  weights: ReadonlyMap<string, number>,
): DriftReport['score'] {
  const features = columns.filter(({ family }) => family === 'feature')
  if (features.length === 0) return undefined
  const drifted = features.filter(({ verdict }) => verdict === 'drift')
  if (weights.size === 0) return { value: drifted.length / features.length, weighed: false }
  const value = drifted.reduce((sum, { column }) => sum + (weights.get(column) ?? 0), 0)
  return { value: Math.min(1, value), weighed: true }
}

/** Drift of one column is drift of the window; a window is stable only when every column is. */
function overall(columns: readonly ColumnDrift[], score: DriftReport['score']): Decided {
  const verdict = worstOf(columns.map((column) => column.verdict))
  const concerned = columns.filter((column) => column.verdict === verdict)
  const share = `${concerned.length} of ${columns.length} columns`
  if (columns.length === 0) return { verdict: 'inconclusive', reason: 'no columns were compared' }
  if (verdict === 'stable') return { verdict, reason: `none of ${columns.length} columns drifted` }
  if (verdict === 'inconclusive') return { verdict, reason: `${share} could not be judged` }
  const effects = concerned.map((column) =>
    Math.max(column.effect ?? 0, column.missing?.effect ?? 0, column.spread?.effect ?? 0),
  )
  const largest = Math.max(...effects)
  const weight = score?.weighed ? `; they carry ${Math.round(score.value * 100)} % of the importance` : ''
  return { verdict, reason: `${share} drifted${largest > 0 ? `, by up to ${shown(largest)}` : ''}${weight}` }
}

function worstOf(verdicts: readonly Decided['verdict'][]): Decided['verdict'] {
  return (['drift', 'inconclusive'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'stable'
}
