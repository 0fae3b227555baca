import { columnRules, type Dataset } from '../../project/schema/dataset.ts'
import { type Database, identifier } from '../database.ts'
import type { DataFile } from '../files.ts'
import { badName, type OpenDataset, openDataset } from '../open.ts'
import { countText } from '../words.ts'
import { columnTypes, mostMistakes } from './column-type.ts'

/** Declared columns of which so many cells are of another type that it is the declaration that is wrong, and what each is. */
export async function mistypedColumns(
  database: Database,
  { open, fresh, files }: { open: OpenDataset; fresh: ReadonlySet<string>; files: readonly DataFile[] },
): Promise<Map<string, string>> {
  const declared = open.present.filter(
    (column) => !fresh.has(column) && columnRules(open.dataset.config, column)?.type !== 'string',
  )
  const counted = new Map<string, { bad: number; values: number }>()
  for (const column of declared) {
    const bad = identifier(badName(column))
    const row = await database.row(
      `SELECT count(*) FILTER (WHERE ${bad}) AS bad, count(*) FILTER (WHERE ${bad} OR ${identifier(column)} IS NOT NULL) AS present FROM ${open.relation}`,
    )
    const [wrong, present] = [Number(row.bad), Number(row.present)]
    if (wrong > mostMistakes * present) counted.set(column, { bad: wrong, values: present })
  }
  if (counted.size === 0) return new Map()
  const types = await typesAsText(database, { open, columns: [...counted.keys()], files })
  return new Map(
    [...counted].map(([column, { bad, values }]) => {
      const { type } = columnRules(open.dataset.config, column) as { type: string }
      const found = types.get(column) ?? 'string'
      const rest = bad === values ? 'none of its' : `${countText(bad)} of its`
      const are = bad === values ? 'is one' : 'are none'
      return [
        column,
        `${column} is declared as ${type}, and ${rest} ${countText(values)} values ${are}: write type: ${found}, or mend the values; no rule is suggested for it before`,
      ]
    }),
  )
}

async function typesAsText(
  database: Database,
  { open, columns, files }: { open: OpenDataset; columns: readonly string[]; files: readonly DataFile[] },
): Promise<Map<string, string>> {
  const { dataset } = open
  const texts: Dataset['columns'] = Object.fromEntries(
    columns.map((column) => [
      column,
      { type: 'string', coerce: true, required: true, unique: false, level: 'fail', checks: [] },
    ]),
  )
  const asTexts = await openDataset(database, {
    dataset: { ...dataset, config: { ...dataset.config, columns: texts } },
    files,
    as: 'suggest mistyped',
    hold: false,
  })
  const found = await columnTypes(database, asTexts, new Map(columns.map((column) => [column, 'string'])))
  return new Map([...found].map(([column, { type, but }]) => [column, but?.type ?? type]))
}
