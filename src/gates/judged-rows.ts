import { alteredHoldout } from '../data/altered.ts'
import type { Database } from '../data/database.ts'
import { type Holdout, readHoldout } from '../data/holdout.ts'
import { findLeakage } from '../data/leakage/find-leakage.ts'
import type { Leakage } from '../data/leakage/leakage.ts'
import { cellMark, metricColumns, metricExpressions } from '../data/metric-rows.ts'
import { objectiveOf, targetValues } from '../data/objective.ts'
import type { OpenDataset } from '../data/open.ts'
import type { RowExpression } from '../data/row-expression.ts'
import { splitColumn, unseenByAll } from '../data/split.ts'
import type { Table } from '../data/table.ts'
import type { Selection } from '../data/training-rows.ts'
import type { Objective } from '../data/truth.ts'
import type { Model } from '../project/schema/model.ts'
import type { SplitRule } from '../project/schema/split.ts'
import type { Scalar } from '../project/schema/values.ts'
import { type Incumbent, type Scorable, scorable } from './contender.ts'
import { type Divided, divisionsOf, nothingDivided } from './divisions.ts'
import type { Reference } from './doubts.ts'
import type { EvaluationRequest, ReferenceRows } from './evaluation-request.ts'
import { sameSplit } from './trained-as-judged.ts'

/** The rows that both models are judged on, and what is known of them. */
export interface JudgedRows {
  selection: Selection
  objective: Objective
  /** The values of a binary target, where they are not too many. */
  values: readonly Scalar[] | undefined
  holdout: Holdout
  /** The candidate's and, where it is another one, that of what is compared with: no row of these was trained on. */
  splits: readonly [SplitRule, ...SplitRule[]]
  /** How the policy divides them, and how the change's own policy does. */
  divided: Divided
  ownDivided: Divided
  /** The expressions of the policy's own metrics and of the change's, and the columns that they need, as texts. */
  expressions: ReadonlyMap<string, RowExpression>
  ownExpressions: ReadonlyMap<string, RowExpression>
  cells: Table
  leakage: Leakage
  reference: Reference
  /** Earlier held-out rows that are altered or gone, and new ones. */
  altered: number
  added: number
  /** The version that is compared with, as far as it can be asked about these rows; of several, the first. */
  version: Scorable | null
  /** All versions that could be compared with: several where the policy asks for the best of them. */
  rivals: readonly Scorable[]
}

/** Reads the rows that neither model was trained on, and looks for what makes them doubtful. */
export async function judgedRows(
  database: Database,
  open: OpenDataset,
  request: EvaluationRequest,
): Promise<JudgedRows> {
  const { model, candidate, own, log } = request
  const { split, target, group } = model.data
  const asked = rivalVersions(request).map((one) => scorable(one, { open, target }))
  const { rivals, splits } = await unseenRows(database, open, { split, rivals: asked })
  const [version = null] = rivals
  const selection = {
    features: [...new Set([...candidate.features, ...rivals.flatMap(({ features }) => features)])],
    target,
    split,
  }
  const objective = await objectiveOf(database, open, { task: model.task, target })
  const {
    marks,
    divide,
    columns: dividing,
  } = await divisionsOf(open, {
    asked: [model, ...(own ? [own] : [])].map(({ evaluate }) => evaluate),
    file: `models/${model.model}/model.yaml`,
  })
  const metrics = await metricsOf(open, request)
  const { weight } = model.evaluate
  const ownWeight = own?.evaluate.weight
  const holdout = await readHoldout(database, open, {
    selection,
    objective,
    splits,
    marks: [...marks, ...metrics.columns.map(cellMark)],
    weight,
    group,
    otherWeights: ownWeight === undefined || ownWeight === weight ? [] : [ownWeight],
  })
  const cells = { rows: holdout.features.rows, columns: holdout.marks.slice(marks.length) }
  const [divided = nothingDivided, ownDivided = nothingDivided] = divide(holdout.marks)
  const leakage = await log.step('look for leakage', () =>
    findLeakage(database, open, { selection, objective, splits, group, time: timeOf(model) }),
  )
  const { time } = model.data
  const change = await heldAgainst(database, request.reference, {
    head: open,
    selection,
    also: [weight, group, time, ...dividing, ...metrics.judging].filter((column) => column !== undefined),
  })
  return {
    selection,
    objective,
    values: await targetValues(database, open, { task: model.task, target }),
    holdout,
    splits,
    divided,
    ownDivided,
    expressions: metrics.expressions,
    ownExpressions: metrics.ownExpressions,
    cells,
    leakage,
    ...change,
    version,
    rivals,
  }
}

/** What both policies' own metrics ask of the rows. */
async function metricsOf(open: OpenDataset, { model, own, places }: EvaluationRequest) {
  const { dataset, present } = open
  const { task } = model
  const expressions = await metricExpressions(
    dataset,
    { task, metrics: model.metrics, target: model.data.target, placeOf: places?.policy },
    present,
  )
  const ownExpressions = await metricExpressions(
    dataset,
    { task: own?.task ?? task, metrics: own?.metrics, target: model.data.target, placeOf: places?.own },
    present,
  )
  /** What the policy's own metrics are computed of; those of the change's own decide nothing. */
  const judging = metricColumns(open, { task, metrics: model.metrics, expressions })
  const columns = [
    ...judging,
    ...metricColumns(open, { task: own?.task ?? task, metrics: own?.metrics, expressions: ownExpressions }),
  ]
  return { expressions, ownExpressions, judging, columns: [...new Set(columns)] }
}

function rivalVersions({ against, production }: EvaluationRequest): readonly Incumbent[] {
  if (against.kind === 'best-run') return against.versions
  const only = against.kind === 'version' ? against.version : production
  return only === null || against.kind === 'baseline' ? [] : [only]
}

/**
 * The splits that hold out the rows to judge on. Of several versions, one whose split would leave no row at all is not asked:
 * the others are then still compared with, and it is told.
 */
async function unseenRows(
  database: Database,
  open: OpenDataset,
  { split, rivals }: { split: SplitRule; rivals: readonly Scorable[] },
): Promise<{ splits: [SplitRule, ...SplitRule[]]; rivals: Scorable[] }> {
  const splits: [SplitRule, ...SplitRule[]] = [split]
  const asked: Scorable[] = []
  for (const rival of rivals) {
    const other = rival.split
    const isNew = other !== null && !splits.some((known) => sameSplit(known, other))
    if (isNew && rivals.length > 1 && (await countUnseen(database, open, [...splits, other])) === 0) {
      const unusable = 'it was trained on all rows that the others were not trained on'
      asked.push({ ...rival, features: [], split: null, artifact: { unusable } })
      continue
    }
    if (isNew) splits.push(other)
    asked.push(rival)
  }
  return { splits, rivals: asked }
}

async function countUnseen(
  database: Database,
  { relation }: OpenDataset,
  splits: readonly [SplitRule, ...SplitRule[]],
): Promise<number> {
  const { rows } = await database.row(`SELECT count(*) AS rows FROM ${relation} WHERE ${unseenByAll(splits)}`)
  return Number(rows)
}

async function heldAgainst(
  database: Database,
  { open: base, ...reference }: ReferenceRows,
  { head, selection, also }: { head: OpenDataset; selection: Selection; also: readonly string[] },
): Promise<{ reference: Reference; altered: number; added: number }> {
  if (!base) return { reference, altered: 0, added: 0 }
  const change = await alteredHoldout(database, { base, head, selection, also })
  if (change) return { reference, ...change }
  const told = 'dataset' in selection.split ? selection.split.dataset : splitColumn(selection.split)
  const reason = `they lack ${told} or ${selection.target.column}, which held-out rows are told by`
  return { reference: { ...reference, state: 'unreadable', reason }, altered: 0, added: 0 }
}

/** When a row came about, by the model's word, or by its split's where that is one in time. */
function timeOf({ data: { time, split } }: Model): string | undefined {
  return time ?? ('time' in split ? split.time : undefined)
}
