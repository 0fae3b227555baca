import type { Database } from './database.ts'
import type { OpenDataset } from './open.ts'
import { inTraining } from './split.ts'
import { lacks, type Selection } from './training-rows.ts'
import type { Objective } from './truth.ts'
import { truthCell } from './truth-column.ts'

/**
 * All that a model knows which has seen the target alone: the share of each class among the rows that training gets (of a
 * binary classification that of the positive one), or their mean. Undefined where training gets no row.
 */
export async function priorOf(
  database: Database,
  open: OpenDataset,
  { split, objective }: Pick<Selection, 'split'> & { objective: Objective },
): Promise<number[] | undefined> {
  const rows = `FROM ${open.relation} WHERE ${inTraining(split)} AND NOT ${lacks(objective.column)}`
  if (objective.task !== 'multiclass-classification') {
    const { mean } = await database.row(`SELECT avg((${truthCell(objective)})::DOUBLE) AS mean ${rows}`)
    return mean === null ? undefined : [Number(mean)]
  }
  const counts = new Array<number>(objective.classes.length).fill(0)
  const found = await database.rows(
    `SELECT ${truthCell(objective)} AS class, count(*) AS rows ${rows} GROUP BY class`,
  )
  for (const { class: index, rows: count } of found) if (index !== null) counts[Number(index)] = Number(count)
  const all = counts.reduce((sum, count) => sum + count, 0)
  return all === 0 ? undefined : counts.map((count) => count / all)
}
