import { digestOf } from '../../project/digest.ts'
import type { Configured } from '../../project/project.ts'
import type { ColumnRules } from '../../project/schema/column-rules.ts'
import { columnRules, Dataset } from '../../project/schema/dataset.ts'
import type { YamlValue } from '../../project/yaml-flow.ts'
import { type Database, identifier } from '../database.ts'
import type { DataFile } from '../files.ts'
import type { OpenDataset } from '../open.ts'
import { samplePlace } from '../sample-place.ts'
import { validate } from '../validate.ts'
import type { ValidationReport } from '../validation.ts'
import { type ColumnFacts, columnFacts } from './column-facts.ts'
import { columnSuggestions } from './column-suggestions.ts'
import { mistypedColumns } from './mistyped.ts'
import { openTyped } from './open-typed.ts'
import type { Draft, Suggestion, Suggestions } from './suggestion.ts'
import { tableSuggestions } from './table-suggestions.ts'

export interface SuggestOptions {
  draft: Configured<Dataset>
  /** What dataset.yaml says now, as it is written: what is there is left as it is. */
  written: unknown
  files: readonly DataFile[]
  now: Date
  /** The most rows to make rules from, and to try them on. */
  sample: number
}

/**
 * Suggests rules for a dataset from a sample of its rows, and tries each on those rows, on others and on all. What some
 * rows speak against is left out, and told.
 */
export async function suggestRules(database: Database, options: SuggestOptions): Promise<Suggestions> {
  const { draft, now } = options
  const { open, fresh, remarks: found } = await openTyped(database, options)
  const mistyped = await mistypedColumns(database, { open, fresh, files: options.files })
  const parts = await partsOf(database, open, options.sample)
  const facts = new Map<string, ColumnFacts>()
  for (const column of open.present) {
    if (mistyped.has(column)) continue
    const type = columnRules(open.dataset.config, column)?.type ?? 'string'
    facts.set(column, await columnFacts(database, parts.sample, { column, type }))
  }
  const writtenRules = (column: string): Partial<ColumnRules> =>
    writtenAt(options.written, ['columns', column])
  const all = Number((await database.row(`SELECT count(*) AS rows FROM ${open.relation}`)).rows)
  const table = tableSuggestions(facts, { config: draft.config, written: options.written, rows: all })
  const key = table.flatMap(({ keys }) => (keys.key as string[] | undefined) ?? [])
  const drafts = [
    ...table,
    ...[...facts].flatMap(([column, of]): Draft[] => {
      const type: Draft[] = fresh.has(column)
        ? [{ column, keys: { type: of.type }, because: 'all values are read so' }]
        : []
      const isKey = [...draft.config.key, ...key].includes(column)
      const rules = columnSuggestions(of, { written: writtenRules(column), isKey, now })
      return [
        ...type,
        ...rules.map(({ keys, because }) => ({ column, keys: keys as Draft['keys'], because })),
      ]
    }),
  ]
  const tried = await tryAll(database, { drafts, parts, whole: open, now })
  const isSound = ({ sample, all, 'held-out': others }: Suggestion): boolean =>
    [sample, others, all].every((found) => found === null || found.holds)
  return {
    schema: 'pawl/suggestions@1',
    dataset: draft.config.dataset,
    path: draft.path,
    rows: { all, sample: parts.rows.sample, 'held-out': parts.rows.heldOut },
    suggestions: tried.filter((each) => isSound(each) || 'type' in each.keys),
    'left-out': tried.filter((each) => !isSound(each) && !('type' in each.keys)),
    remarks: [...mistyped.values(), ...found, ...standIns(facts)],
  }
}

const missingWords = new Set([
  '?',
  '-',
  'na',
  'n/a',
  'nan',
  'null',
  'none',
  'nil',
  'missing',
  'unknown',
  '#n/a',
])

/** Columns with a value that people write where they have none. */
function standIns(facts: ReadonlyMap<string, ColumnFacts>): string[] {
  return [...facts].flatMap(([column, { values }]) => {
    const found = values?.find((value) => missingWords.has(String(value).toLowerCase()))
    return found === undefined
      ? []
      : [`${column} holds ${JSON.stringify(found)}: if that stands for a missing value, leave the cell empty`]
  })
}

/** What is written at a path of dataset.yaml, as a section. */
function writtenAt(written: unknown, path: readonly string[]): Record<string, unknown> {
  let value = written
  for (const step of path)
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? Object(value)[step] : {}
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

interface Parts {
  sample: OpenDataset
  heldOut: OpenDataset
  rows: { sample: number; heldOut: number }
}

/** Four fifths of the rows, and the last fifth, or as many of either as `sample` allows; the same rows every time. */
async function partsOf(database: Database, open: OpenDataset, sample: number): Promise<Parts> {
  const { rows } = await database.row(`SELECT count(*) AS rows FROM ${open.relation}`)
  const taken = Math.min(1, sample / Math.max(1, Number(rows)))
  const part = async (name: string, where: string): Promise<{ open: OpenDataset; rows: number }> => {
    const relation = identifier(name)
    await database.run(`CREATE OR REPLACE TABLE ${relation} AS SELECT * FROM ${open.relation} WHERE ${where}`)
    const counted = await database.row(`SELECT count(*) AS rows FROM ${relation}`)
    return { open: { ...open, relation }, rows: Number(counted.rows) }
  }
  const [one, other] = [
    await part('suggest sample', `${samplePlace} < ${0.8 * taken}`),
    await part('suggest held out', `${samplePlace} >= ${0.8 * taken} AND ${samplePlace} < ${taken}`),
  ]
  return { sample: one.open, heldOut: other.open, rows: { sample: one.rows, heldOut: other.rows } }
}

/** Tries every rule with the very checks that will judge it later. */
async function tryAll(
  database: Database,
  { drafts, parts, whole, now }: { drafts: readonly Draft[]; parts: Parts; whole: OpenDataset; now: Date },
): Promise<Suggestion[]> {
  const config = configOf(whole.dataset.config, drafts)
  const reportOf = (open: OpenDataset): Promise<ValidationReport> =>
    validate(
      database,
      { ...open, dataset: { ...open.dataset, config } },
      { version: digestOf('suggestions'), now },
    )
  const [sample, heldOut, all] = [
    await reportOf(parts.sample),
    parts.rows.heldOut > 0 ? await reportOf(parts.heldOut) : null,
    await reportOf(whole),
  ]
  return drafts.map((draft) => {
    const rules = rulesOfDraft(draft)
    const found = (report: ValidationReport | null): Suggestion['all'] => {
      const results = report?.results.filter(({ rule }) => rules.includes(rule)) ?? []
      const [worst] = results
      if (!report || !worst) return null
      return {
        rows: report.rows,
        found: (results.find(({ verdict }) => verdict !== 'pass') ?? worst).found,
        holds: results.every(({ verdict }) => verdict === 'pass'),
      }
    }
    const isOfTable = draft.column === null || 'unique' in draft.keys
    return {
      ...draft,
      sample: isOfTable ? null : found(sample),
      'held-out': isOfTable ? null : found(heldOut),
      all: found(all),
    }
  })
}

/** A dataset with the suggested rules and no others. */
function configOf(config: Dataset, drafts: readonly Draft[]): Dataset {
  const columns: Record<string, Record<string, YamlValue>> = {}
  for (const [column, { type }] of Object.entries(config.columns)) columns[column] = { type }
  const table: Record<string, YamlValue> = { key: config.key }
  for (const { column, keys } of drafts)
    if (column === null) Object.assign(table, keys)
    else columns[column] = { ...columns[column], ...keys }
  return Dataset.parse({ dataset: config.dataset, files: config.files, columns, ...table })
}

/** The names that the results of a suggested rule have in a validation report. */
function rulesOfDraft({ column, keys }: Draft): string[] {
  if (column !== null)
    return Object.keys(keys)
      .filter((key) => key !== 'share')
      .map((key) => `columns.${column}.${key}`)
  if ('key' in keys) return ['key.unique']
  return 'checks' in keys ? ['checks.0.rows'] : []
}
