import { UserError } from '../project/problem.ts'
import type { ColumnType } from '../project/schema/column.ts'
import { columnRules } from '../project/schema/dataset.ts'
import type { Target } from '../project/schema/model.ts'
import type { Scalar } from '../project/schema/values.ts'
import type { Task } from '../project/task.ts'
import { canonicalCell } from './cell.ts'
import { type Database, identifier } from './database.ts'
import type { OpenDataset } from './open.ts'
import { lacks } from './training-rows.ts'
import type { Objective } from './truth.ts'

/** More values than this are no classes. */
const mostClasses = 200

/**
 * What a model is to predict. Classes that model.yaml does not list are the values that the target has in all rows, in the
 * order of their text. Throws a `UserError` where there are too few or too many.
 */
export async function objectiveOf(
  database: Database,
  open: OpenDataset,
  { task, target }: { task: Task; target: Target },
): Promise<Objective> {
  const { column, positive, classes } = target
  if (task === 'regression') return { task, column }
  if (task === 'binary-classification') {
    if (positive === undefined) throw new UserError('the target of a binary classification needs positive')
    return { task, column, positive }
  }
  if (classes) return { task, column, classes, encoded: true }
  const found = await valuesOf(database, open, column)
  if (found.length < 2 || found.length > mostClasses)
    throw new UserError({
      message: `${column} has ${found.length > mostClasses ? `more than ${mostClasses} values` : `${found.length} value`}, and a multiclass classification takes 2 to ${mostClasses}`,
      hint: 'list the classes as classes, under data.target, or choose another target',
    })
  return { task, column, classes: found, encoded: false }
}

/** The values that the target of a binary classification has in all rows; undefined of another task, and where they are too many to be classes. */
export async function targetValues(
  database: Database,
  open: OpenDataset,
  { task, target }: { task: Task; target: Target },
): Promise<readonly Scalar[] | undefined> {
  if (task !== 'binary-classification') return undefined
  const found = await valuesOf(database, open, target.column)
  return found.length > mostClasses ? undefined : found
}

async function valuesOf(database: Database, open: OpenDataset, column: string): Promise<Scalar[]> {
  if (!open.present.includes(column))
    throw new UserError(`the files of ${open.dataset.config.dataset} lack ${column}, which the model needs`)
  const rows = await database.rows(
    `SELECT DISTINCT ${canonicalCell(identifier(column))} AS value FROM ${open.relation} WHERE NOT ${lacks(column)} ORDER BY value LIMIT ${mostClasses + 1}`,
  )
  const type = columnRules(open.dataset.config, column)?.type ?? 'string'
  return rows.map(({ value }) => scalarOf(String(value), type))
}

function scalarOf(text: string, type: ColumnType): Scalar {
  if (type === 'boolean') return text === 'true'
  return type === 'integer' || type === 'number' ? Number(text) : text
}
