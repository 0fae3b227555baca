import type { Holdout } from '../data/holdout.ts'
import { type MetricRows, type RowValues, rowValues } from '../data/metric-rows.ts'
import type { RowExpression } from '../data/row-expression.ts'
import type { Column, Table } from '../data/table.ts'
import type { FileFormat } from '../data/table-file.ts'
import { lacksThreshold } from '../evaluation/predictions.ts'
import {
  type Predictions,
  predictionsOf,
  scoresOfRows,
  type Threshold,
  truthOfRows,
  unusable,
} from '../evaluation/tasks.ts'
import { metricByCommand, type RunFigure } from '../model/run-metric.ts'
import type { Log } from '../project/log.ts'
import type { ColumnType } from '../project/schema/column.ts'
import type { CustomMetrics } from '../project/schema/custom-metrics.ts'
import type { Operating } from './operating.ts'
import type { Answered } from './scores.ts'
import { rowsOf } from './trials.ts'

/** What is known of both models; production's is undefined where there is nothing to compare with. */
export interface Sides<T> {
  candidate: T | { undefined: string }
  production: T | { undefined: string } | undefined
}

/** A metric of the user's own, computed: a value for each judged row, or what a program printed. */
export type Custom =
  | ({ kind: 'rows'; of: 'mean' | 'sum' } & Sides<Float64Array>)
  | ({ kind: 'run' } & Sides<Exclude<RunFigure, { undefined: string }>>)

/** What a policy's metrics are computed of. */
export interface CustomAsked {
  metrics: CustomMetrics | undefined
  expressions: ReadonlyMap<string, RowExpression>
  holdout: Pick<Holdout, 'truth'>
  /** The columns that metrics need, of all held-out rows, as canonical texts. */
  cells: Table
  types: ReadonlyMap<string, ColumnType>
  operating: Operating
  candidate: Answered
  production: Answered | null | undefined
  /** Gives a working copy of the repository for programs, as the commit has it whose policy names them. */
  programs: (() => Promise<string>) | undefined
  format: FileFormat
  model: string
  seed: number
  log: Log
}

const usualTimeout = 600_000
const memory = 4 * 2 ** 30
const output = 2 ** 20

/** Computes the metrics of a policy for both models, once each, on the rows that are judged. */
export async function customMetrics(asked: CustomAsked): Promise<Map<string, Custom>> {
  const { metrics = {}, operating, candidate, production } = asked
  if (Object.keys(metrics).length === 0) return new Map()
  const own = await ofModel(asked, {
    answered: candidate,
    threshold: operating.threshold.candidate,
    who: 'candidate',
  })
  const other =
    production &&
    (await ofModel(asked, {
      answered: production,
      threshold: operating.threshold.production,
      who: 'compared with',
    }))
  return new Map(
    Object.entries(metrics).map(([name, { run, of = 'mean' }]): [string, Custom] =>
      run === undefined
        ? [name, { kind: 'rows', of, candidate: own.values(name), production: other?.values(name) }]
        : [name, { kind: 'run', candidate: own.printed(name), production: other?.printed(name) }],
    ),
  )
}

interface OfModel {
  values(name: string): RowValues
  printed(name: string): RunFigure
}

async function ofModel(
  asked: CustomAsked,
  { answered, threshold, who }: { answered: Answered; threshold: Threshold; who: string },
): Promise<OfModel> {
  const found = judgedPredictions(asked, answered, threshold)
  if ('undefined' in found) return { values: () => found, printed: () => found }
  const rows = metricRows(asked, found)
  const forPrograms = { ...rows, given: [...rows.given, ...weightOf(found)] }
  const lacking = found.task === 'binary-classification' ? lacksThreshold(found) : undefined
  const { expressions, log, metrics = {} } = asked
  // Without a threshold there is no label: what does not speak of one can be told all the same.
  const told = [...expressions].filter(([, { columns }]) => !(lacking && columns.includes('label')))
  const values =
    told.length === 0
      ? new Map<string, RowValues>()
      : await log.step(`compute metrics of the ${who}`, () => rowValues(rows, new Map(told)))
  const printed = new Map<string, RunFigure>()
  for (const [name, metric] of Object.entries(metrics)) {
    const { run, timeout = usualTimeout } = metric
    if (run === undefined) continue
    const figure = lacking
      ? { undefined: lacking.undefined }
      : await log.step(`run metric ${name} of the ${who}`, () =>
          programFigure(asked, { rows: forPrograms, name, run, timeout }),
        )
    printed.set(name, figure)
  }
  const none = { undefined: lacking?.undefined ?? 'it was not computed' }
  return { values: (name) => values.get(name) ?? none, printed: (name) => printed.get(name) ?? none }
}

async function programFigure(
  { programs, format, model, seed, log }: CustomAsked,
  { rows, name, run, timeout }: { rows: MetricRows; name: string; run: string; timeout: number },
): Promise<RunFigure> {
  if (!programs) return { undefined: 'its program is not here' }
  return metricByCommand(rows, {
    run,
    folder: await programs(),
    format,
    model,
    metric: name,
    seed,
    limits: { milliseconds: timeout, memory, output },
    log,
  })
}

function judgedPredictions(
  { holdout, operating: { parted } }: CustomAsked,
  answered: Answered,
  threshold: Threshold,
): Predictions | { undefined: string } {
  if (!answered.ok) return { undefined: answered.reason }
  const { truth } = holdout
  const predictions = parted
    ? predictionsOf(truthOfRows(truth, parted.judged), scoresOfRows(answered.scores, parted.judged), {
        threshold,
      })
    : predictionsOf(truth, answered.scores, { threshold })
  const reason = unusable(predictions)
  return reason === undefined ? predictions : { undefined: reason }
}

function metricRows(
  { cells, types, operating: { parted } }: CustomAsked,
  predictions: Predictions,
): MetricRows {
  const judged = parted ? rowsOf(cells, parted.judged) : cells
  return {
    task: predictions.task,
    rows: predictions.y.length,
    given: givenOf(predictions),
    cells: judged.columns.filter((column) => column.kind === 'text'),
    types,
  }
}

function numbers(name: string, values: ArrayLike<number>): Column {
  return { kind: 'number', name, values: Float64Array.from(values) }
}

/** What the rows weigh, for programs: a figure of an expression is weighted by Pawl itself. */
function weightOf({ weights }: Predictions): Column[] {
  return weights ? [numbers('weight', weights)] : []
}

function givenOf(predictions: Predictions): Column[] {
  switch (predictions.task) {
    case 'binary-classification': {
      const { y, score, threshold, labelsOnly } = predictions
      const from = labelsOnly ? 0.5 : threshold
      const label = (value: number): number =>
        typeof from === 'number' && typeof threshold === 'number' ? Number(value >= from) : Number.NaN
      return [numbers('target', y), numbers('prediction', score), numbers('label', score.map(label))]
    }
    case 'regression':
      return [numbers('target', predictions.y), numbers('prediction', predictions.predicted)]
    case 'multiclass-classification': {
      const { y, labels, probabilities, classes } = predictions
      const width = classes.length
      const texts = (name: string, codes: Int32Array): Column => ({
        kind: 'text',
        name,
        codes,
        dictionary: classes,
      })
      const at = (row: number, index: number) => probabilities?.[row * width + index] ?? Number.NaN
      const spread = probabilities
        ? classes.map((name, index) =>
            numbers(
              `probability_${name}`,
              Float64Array.from(y, (_, row) => at(row, index)),
            ),
          )
        : []
      return [
        texts('target', y),
        numbers(
          'prediction',
          Float64Array.from(labels, (label, row) => at(row, label)),
        ),
        texts('label', labels),
        ...spread,
      ]
    }
  }
}
