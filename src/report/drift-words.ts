import type { ColumnDrift, DriftReport, EvidentlyColumn, TogetherDrift } from '../drift/report.ts'
import { counted, figure, percent } from './figures.ts'

/** Each method's name, and what its effect means. */
export const methodWords: Record<ColumnDrift['method'], { name: string; effect: string }> = {
  ks: { name: 'Kolmogorov-Smirnov', effect: 'the largest gap between the two distributions (D)' },
  'cramer-von-mises': {
    name: 'Cramér-von Mises',
    effect: 'the root of the mean squared gap between the distributions',
  },
  'anderson-darling': { name: 'Anderson-Darling', effect: 'the same gap, weighed towards the tails' },
  'mann-whitney': {
    name: 'Mann-Whitney',
    effect: 'how much likelier a value is above one of the reference than below',
  },
  'welch-t': { name: "Welch's t", effect: 'the gap of the means in pooled standard deviations (Cohen’s d)' },
  wasserstein: { name: 'Wasserstein', effect: 'the area between the distributions in standard deviations' },
  energy: { name: 'Energy distance', effect: 'the energy distance of standardised values' },
  mean: { name: 'Mean', effect: 'the gap of the means in standard deviations of the reference' },
  spread: { name: 'Spread', effect: 'the logarithm of the ratio of the standard deviations' },
  'chi-square': { name: 'Chi-square', effect: 'Cramér’s V' },
  g: { name: 'G', effect: 'Cramér’s V' },
  categories: {
    name: 'New and vanished categories',
    effect: 'the share of rows in categories that came or went',
  },
  psi: { name: 'PSI', effect: 'the population stability index beyond what chance adds' },
  'jensen-shannon': { name: 'Jensen-Shannon', effect: 'the distance of base 2 beyond what chance adds' },
  hellinger: { name: 'Hellinger', effect: 'the distance beyond what chance adds' },
  'total-variation': { name: 'Total variation', effect: 'the share of rows that would have to change' },
  'l-infinity': { name: 'L-infinity', effect: 'the largest gap of any share' },
  'null-share': { name: 'Missing values', effect: 'the gap of the shares of missing values' },
  none: { name: 'not compared', effect: '' },
}

export const togetherWords: Record<TogetherDrift['method'], { name: string; effect: string }> = {
  'domain-classifier': {
    name: 'Domain classifier',
    effect: 'how well new rows can be told from old ones: 0 not at all, 1 always (2 AUC - 1)',
  },
  mmd: { name: 'Maximum mean discrepancy', effect: 'the distance of the two samples in the kernel’s space' },
}

export const correctionWords: Record<DriftReport['correction'], string> = {
  'benjamini-hochberg': 'corrected for the number of tests (Benjamini-Hochberg)',
  holm: 'corrected for the number of tests (Holm)',
  none: 'not corrected for the number of tests',
}

const order: readonly ColumnDrift['verdict'][] = ['drift', 'inconclusive', 'stable']

/** What drifted first, and of that what is furthest beyond its limit. */
export function mostDriftedFirst(columns: readonly ColumnDrift[]): ColumnDrift[] {
  return [...columns].sort(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || excess(b) - excess(a),
  )
}

function excess({ effect, limit, missing, spread }: ColumnDrift): number {
  const beyond = (figure: number | null | undefined) =>
    typeof figure === 'number' && limit ? figure / limit : -1
  return Math.max(beyond(effect), beyond(spread?.effect), beyond(missing?.effect))
}

/** `the 5,634 rows that version 1.1.0 was trained on`, with the version as the caller writes it. */
export function referenceWords<T>(
  { reference }: DriftReport,
  version: (name: string) => T,
): [string, T, string] | [string] {
  const rows = counted(reference.rows, 'row')
  return reference.version === null
    ? [`${rows} of the reference`]
    : [`the ${rows} that version `, version(reference.version), ' was trained on']
}

/** Files compared with each other have no model. */
export function subjectOf({ model, reference }: DriftReport): string {
  return reference.version === null ? 'data' : model
}

/** `62 %`, and nothing where training recorded no importance. */
export function importanceWords({ importance }: ColumnDrift): string {
  return importance === undefined ? '' : percent(importance)
}

/** What Evidently's default would say: `drift: ks 0.0012 (0.05)`. */
export function evidentlyWords(column: EvidentlyColumn | undefined): string {
  if (column === undefined) return ''
  if ('undefined' in column) return column.undefined
  return `${column.drift ? 'drift' : 'no drift'}: ${column.method} ${figure(column.score)} (${column.threshold})`
}

/** What the target and predictions are called; features need no word. */
export function familyWords({ family }: ColumnDrift): string {
  return family === 'feature' ? '' : family
}
