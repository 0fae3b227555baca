import type { DuckDBDataChunk } from '@duckdb/node-api'
import { UserError } from '../project/problem.ts'
import { canonicalCell, canonicalText } from './cell.ts'
import { identifier, literal } from './database.ts'
import { numbers } from './filling.ts'
import type { Objective, Truth } from './truth.ts'

/** SQL for what is true of a row: 1 or 0, the class's place in the list, or the number. Null for a value that is no class. */
export function truthCell(objective: Objective): string {
  const column = identifier(objective.column)
  switch (objective.task) {
    case 'binary-classification':
      return `(${canonicalCell(column)} = ${literal(canonicalText(objective.positive))})::TINYINT`
    case 'multiclass-classification': {
      const cases = objective.classes.map(
        (value, index) => `WHEN ${literal(canonicalText(value))} THEN ${index}`,
      )
      return `CASE ${canonicalCell(column)} ${cases.join(' ')} END`
    }
    case 'regression':
      return `${column}::DOUBLE`
  }
}

/** The truth of some rows, filled chunk by chunk. A value that is no class is a `UserError`. */
export function emptyTruth(
  objective: Objective,
  rows: number,
): { take(chunk: DuckDBDataChunk, index: number, offset: number): void; truth(): Truth } {
  const filling = numbers(objective.column, rows)
  return {
    take: filling.take,
    truth() {
      const { values } = filling.column()
      const { task, column } = objective
      if (task === 'binary-classification') return { task, y: Uint8Array.from(values) }
      if (task === 'regression') return { task, y: values }
      const none = values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0)
      if (none > 0)
        throw new UserError({
          message: `${none} held-out rows have a ${column} that is none of the ${objective.classes.length} classes`,
          hint: 'list every class as classes, under data.target, or take the rows out',
        })
      return { task, y: Int32Array.from(values), classes: objective.classes.map(canonicalText) }
    },
  }
}
