import { UserError } from '../project/problem.ts'
import type { EdgeCase } from '../project/schema/cases.ts'
import { columnRules } from '../project/schema/dataset.ts'
import { numericCell, typedCell } from './cell.ts'
import { type Database, literal } from './database.ts'
import { emptyColumn } from './filling.ts'
import type { OpenDataset } from './open.ts'
import type { Table } from './table.ts'

/**
 * Cases as rows of the dataset would be, read by the same rules. What a case does not give is missing. Throws a
 * `UserError` for a value that the column, as it is now, cannot hold.
 */
export async function caseRows(
  database: Database,
  { dataset }: Pick<OpenDataset, 'dataset'>,
  { cases, features }: { cases: readonly EdgeCase[]; features: readonly string[] },
): Promise<Table> {
  const columns = features.map((name) => {
    const type = columnRules(dataset.config, name)?.type ?? 'string'
    return { name, type, filling: emptyColumn(name, type, cases.length) }
  })
  for (const [row, { name: called, features: given }] of cases.entries()) {
    const values = new Map(Object.entries(given))
    const cells = columns.map(({ name, type }) => {
      const value = values.get(name)
      if (value === undefined) return { name, sql: 'NULL', given: false }
      const typed = typedCell(literal(String(value)), type)
      return { name, sql: type === 'string' ? typed : numericCell(`(${typed})`, type), given: true }
    })
    const select = cells.map(({ sql }) => sql).join(', ')
    await database.chunks(`SELECT ${select}`, (chunk) => {
      for (const [index, { name, given: isGiven }] of cells.entries()) {
        if (isGiven)
          chunk.visitColumnValues(index, (value) => {
            if (value === null)
              throw new UserError(`the case ${called}: the value of ${name} is none that the column can hold`)
          })
        columns[index]?.filling.take(chunk, index, row)
      }
    })
  }
  return { rows: cases.length, columns: columns.map(({ filling }) => filling.column()) }
}
