import type { Table } from '../data/table.ts'
import type { Objective } from '../data/truth.ts'
import type { Scores, Threshold } from '../evaluation/tasks.ts'
import type { EdgeCase, Range } from '../project/schema/cases.ts'
import type { Scalar } from '../project/schema/values.ts'
import type { Verdict } from '../project/verdict.ts'
import { onlyPredictions } from './bench.ts'
import type { GateResult } from './report.ts'
import type { Answered } from './scores.ts'
import { figureText } from './words.ts'

/** What two models answered to some cases, in their order; null where there is no model to show beside the candidate. */
export interface CaseAnswers {
  candidate: Answered
  production: Answered | null
}

/** Asks both models, in processes of their own: an answer that is no number must not spoil those to held-out rows. */
export async function answersToCases(
  cases: readonly EdgeCase[],
  {
    rows,
    candidate,
    production,
  }: {
    rows(cases: readonly EdgeCase[]): Promise<Table>
    candidate(features: Table): Promise<Answered>
    production: ((features: Table) => Promise<Answered>) | null
  },
): Promise<CaseAnswers | undefined> {
  if (cases.length === 0) return undefined
  const table = await rows(cases)
  return { candidate: await candidate(table), production: production && (await production(table)) }
}

/** What a case asks of an answer. `figure` is null where there is none. */
interface Asked {
  metric: 'label' | 'score' | 'value'
  rule: 'equal' | 'min' | 'max' | 'between'
  limit: GateResult['limit']
  /** Why nothing can be said of it. */
  untold?: string
  /** What is asked for, in a sentence. */
  wanted: string
  figure(scores: Scores, row: number): number | null
  holds(figure: number): boolean
  /** What was answered, in a sentence. */
  words(scores: Scores, row: number): string
}

/** Judges each case as a gate of its own, `cases.<name>`. A model that cannot answer passes none. */
export function judgeCases(
  cases: readonly EdgeCase[],
  {
    answers: { candidate, production },
    first,
    objective,
    values,
    threshold,
  }: {
    answers: CaseAnswers /** Row of the first of them. */
    first: number
    objective: Objective
    /** What the target of a binary classification is in the rows; not known if missing. */
    values?: readonly Scalar[] | undefined
    threshold: Threshold
  },
): GateResult[] {
  return cases.map((one, index) => {
    const row = first + index
    const { untold, ...asked } = askedOf(one.expect, { objective, values, threshold })
    const figure = candidate.ok ? asked.figure(candidate.scores, row) : null
    const before = production?.ok ? asked.figure(production.scores, row) : null
    const said: ReturnType<typeof saidOf> =
      untold === undefined
        ? saidOf(one, { asked, candidate, production, row, figure })
        : { verdict: 'error', reason: `the case ${one.name} asks for a label: ${untold}` }
    return {
      gate: `cases.${one.name}`,
      metric: asked.metric,
      rule: asked.rule,
      candidate: figure,
      ...(production && {
        production: before,
        change: figure === null || before === null ? null : figure - before,
      }),
      interval: null,
      limit: asked.limit,
      rows: 1,
      level: one.level,
      ...said,
    }
  })
}

function saidOf(
  { name, level }: EdgeCase,
  {
    asked,
    candidate,
    production,
    row,
    figure,
  }: CaseAnswers & { asked: Asked; row: number; figure: number | null },
): { verdict: Verdict; reason: string } {
  if (!candidate.ok && candidate.reason === onlyPredictions)
    return {
      verdict: level === 'warn' ? 'warn' : 'inconclusive',
      reason: `the case ${name} takes the model: ${onlyPredictions}`,
    }
  if (!candidate.ok)
    return { verdict: 'error', reason: `the case ${name} was not answered: ${candidate.reason}` }
  const holds = figure !== null && asked.holds(figure)
  const beside = production?.ok ? ` (production answers ${asked.words(production.scores, row)})` : ''
  const reason = `the case ${name} is answered with ${asked.words(candidate.scores, row)}, ${holds ? 'as asked' : 'not as asked'}: ${asked.wanted}${beside}`
  if (holds) return { verdict: 'pass', reason }
  return { verdict: level === 'warn' ? 'warn' : 'fail', reason }
}

function askedOf(
  { label, score, value }: EdgeCase['expect'],
  {
    objective,
    values,
    threshold,
  }: { objective: Objective; values: readonly Scalar[] | undefined; threshold: Threshold },
): Asked {
  if (label !== undefined && objective.task === 'binary-classification') {
    const text = `label ${JSON.stringify(label)}`
    // Whatever is not the positive value would pass for the negative one, a slip of the pen too.
    const isKnown = label === objective.positive || values === undefined || values.includes(label)
    if (isKnown && typeof threshold === 'number')
      return labelOf(label === objective.positive, { text, threshold })
    return {
      ...labelOf(label === objective.positive, { text, threshold: 0 }),
      limit: { text, value: 0 },
      untold: typeof threshold === 'number' ? `no row has this ${text}` : threshold.undefined,
    }
  }
  if (label !== undefined && objective.task === 'multiclass-classification')
    return {
      ...classOf(objective.classes.indexOf(label), { classes: objective.classes.map(String) }),
      ...(!objective.classes.includes(label) && { untold: `no row has this label ${JSON.stringify(label)}` }),
    }
  const range = score ?? value
  if (range === undefined) throw new Error('a case that expects nothing was loaded')
  return rangeOf(range, score === undefined ? 'value' : 'score')
}

/** Of two classes: the score is shown, and judged by the threshold that labels come from. */
function labelOf(positive: boolean, { text, threshold }: { text: string; threshold: number }): Asked {
  return {
    metric: 'score',
    rule: positive ? 'min' : 'max',
    limit: { text: `${threshold} (${text})`, value: threshold },
    wanted: text,
    figure: numberAt,
    holds: (figure) => figure >= threshold === positive,
    words: (scores, row) => `the score ${figureText(numberAt(scores, row) ?? Number.NaN, threshold)}`,
  }
}

/** Of several: 1 where the label is the one asked for, 0 where it is another. */
function classOf(wanted: number, { classes }: { classes: readonly string[] }): Asked {
  const labelAt = (scores: Scores, row: number): number =>
    scores.task === 'multiclass-classification' ? (scores.labels[row] ?? -1) : -1
  return {
    metric: 'label',
    rule: 'equal',
    limit: { text: JSON.stringify(classes[wanted] ?? ''), value: 1 },
    wanted: `label ${JSON.stringify(classes[wanted] ?? '')}`,
    figure: (scores, row) => (labelAt(scores, row) === wanted && wanted >= 0 ? 1 : 0),
    holds: (figure) => figure === 1,
    words: (scores, row) => `the label ${JSON.stringify(classes[labelAt(scores, row)] ?? 'unknown')}`,
  }
}

function rangeOf({ min, max, between }: Range, metric: 'score' | 'value'): Asked {
  const [low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY] = between ?? [min, max]
  const both = Number.isFinite(low) && Number.isFinite(high)
  return {
    metric,
    rule: both ? 'between' : Number.isFinite(low) ? 'min' : 'max',
    limit: both
      ? { text: `${low} to ${high}`, value: low, to: high }
      : { text: String(Number.isFinite(low) ? low : high), value: Number.isFinite(low) ? low : high },
    wanted: both ? `${low} to ${high}` : Number.isFinite(low) ? `at least ${low}` : `at most ${high}`,
    figure: numberAt,
    holds: (figure) => figure >= low && figure <= high,
    words: (scores, row) =>
      `the ${metric} ${figureText(numberAt(scores, row) ?? Number.NaN, ...[low, high].filter(Number.isFinite))}`,
  }
}

function numberAt(scores: Scores, row: number): number | null {
  const answers =
    scores.task === 'binary-classification'
      ? scores.score
      : scores.task === 'regression'
        ? scores.predicted
        : undefined
  const answer = answers?.[row]
  return answer !== undefined && Number.isFinite(answer) ? answer : null
}
