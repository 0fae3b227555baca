import type { Configured } from '../../project/project.ts'
import { ColumnName } from '../../project/schema/column.ts'
import type { ColumnRules } from '../../project/schema/column-rules.ts'
import { columnRules, type Dataset } from '../../project/schema/dataset.ts'
import { type Database, identifier } from '../database.ts'
import type { DataFile } from '../files.ts'
import { cellOfText } from '../native-cell.ts'
import { badName, fileColumn, type OpenDataset, openDataset, rowColumn } from '../open.ts'
import { columnsOf, sourcesOf } from '../source.ts'
import { countText } from '../words.ts'
import { columnTypes, storedType } from './column-type.ts'

interface Typed {
  open: OpenDataset
  /** Columns that dataset.yaml does not declare yet. */
  fresh: ReadonlySet<string>
  remarks: string[]
}

/** Opens the dataset with the types that its columns have. */
export async function openTyped(
  database: Database,
  { draft, files }: { draft: Configured<Dataset>; files: readonly DataFile[] },
): Promise<Typed> {
  const { config } = draft
  const withColumns = (columns: Dataset['columns']) => ({ ...draft, config: { ...config, columns } })
  const sources = await sourcesOf(database, withColumns({}), files)
  const [first] = sources
  const undeclared = (first ? columnsOf(first) : []).filter((column) => !columnRules(config, column))
  const { names, remarks } = declarable(undeclared, Object.keys(config.columns))
  const opened = new Map(names.map((column) => [column, storedType(sources, column)]))
  const asOpened = Object.fromEntries([...opened].map(([column, type]) => [column, rulesOf({ type })]))
  const dataset = withColumns({ ...config.columns, ...asOpened })
  // Parquet is read in place, and once more for its types; the text of other files is kept.
  const isInPlace = sources.every(({ format }) => format === 'parquet')
  const rough = await openDataset(database, { dataset, files, as: 'suggest texts', hold: !isInPlace })
  const types = await columnTypes(database, rough, opened)
  const fresh: Dataset['columns'] = {}
  for (const [column, { type, values, but }] of types) {
    if (values === 0) {
      remarks.push(`${column} has no value in any row, so nothing can be said of it; it is left undeclared`)
      continue
    }
    fresh[column] = rulesOf({ type })
    if (but)
      remarks.push(
        `${column} is of type ${but.type} but for ${countText(but.rows)} of ${countText(values)} values; mend those, or keep it as text`,
      )
  }
  const typed = withColumns({ ...config.columns, ...fresh })
  return {
    open: isInPlace
      ? await openDataset(database, { dataset: typed, files, as: 'suggest' })
      : await castTexts(database, rough, { dataset: typed, fresh: new Set(Object.keys(fresh)) }),
    fresh: new Set(Object.keys(fresh)),
    remarks,
  }
}

/** The dataset with the types of its new columns, from an opening that has them as text: what reading the files again would give. */
async function castTexts(
  database: Database,
  rough: OpenDataset,
  { dataset, fresh }: { dataset: Configured<Dataset>; fresh: ReadonlySet<string> },
): Promise<OpenDataset> {
  const present = rough.present.filter((column) => columnRules(dataset.config, column))
  const cells = present.flatMap((column) => {
    const [x, bad] = [identifier(column), identifier(badName(column))]
    const type = columnRules(dataset.config, column)?.type ?? 'string'
    const cell = fresh.has(column) ? cellOfText(x, type) : { value: x, bad }
    return [`${cell.value} AS ${x}`, `${cell.bad} AS ${bad}`]
  })
  const relation = identifier('suggest')
  const select = [...cells, identifier(fileColumn), identifier(rowColumn)].join(', ')
  await database.run(`CREATE OR REPLACE TABLE ${relation} AS SELECT ${select} FROM ${rough.relation}`)
  await database.run(`DROP TABLE ${rough.relation}`)
  const dropped = rough.present.filter((column) => !present.includes(column))
  return { ...rough, dataset, relation, present, extra: [...rough.extra, ...dropped] }
}

function rulesOf(rules: Pick<ColumnRules, 'type'>): ColumnRules {
  return { ...rules, coerce: true, required: true, unique: false, level: 'fail', checks: [] }
}

/** Columns that dataset.yaml can name; of names that differ in case only, the first. */
function declarable(
  columns: readonly string[],
  declared: readonly string[],
): { names: string[]; remarks: string[] } {
  const taken = new Set(declared.map((name) => name.toLowerCase()))
  const names: string[] = []
  const remarks: string[] = []
  for (const column of columns) {
    const lowered = column.toLowerCase()
    if (column === '__proto__' || !ColumnName.safeParse(column).success)
      remarks.push(`${JSON.stringify(column)} is no name that dataset.yaml can hold; rename the column`)
    else if (taken.has(lowered))
      remarks.push(`${JSON.stringify(column)} differs from another column in case only; rename one`)
    else names.push(column)
    taken.add(lowered)
  }
  return { names, remarks }
}
