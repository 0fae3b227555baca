import { columnRules } from '../../project/schema/dataset.ts'
import { type Database, identifier } from '../database.ts'
import { badName, type OpenDataset } from '../open.ts'
import type { ColumnProfile, Profile } from '../profile.ts'
import { profileRows } from '../profile-rows.ts'
import { shapesBetween, shiftBetween } from '../shapes.ts'
import type { DataVersion } from '../version.ts'
import { compareRows, type Pair, sharedColumns } from './compare-rows.ts'
import type { ColumnDiff, DataDiff } from './data-diff.ts'

/** One side of a difference: its rows, and what to call it. */
export interface DiffSide {
  open: OpenDataset
  version: DataVersion['version']
  name: string
}

/** What changed between two openings of one dataset in the same database. */
export async function diffDatasets(
  database: Database,
  { before, after }: { before: DiffSide; after: DiffSide },
): Promise<DataDiff> {
  const pair: Pair = { before: before.open, after: after.open }
  const shared = sharedColumns(pair)
  const { rows, changed } = await compareRows(database, pair)
  // What names a row has no distribution.
  const profiled = shared.filter((column) => rows.key.length !== 1 || rows.key[0] !== column)
  const old = await profileRows(database, pair.before, { columns: profiled, where: 'true' })
  const fresh = await profileRows(database, pair.after, { columns: profiled, where: 'true', reference: old })
  const bad = [
    await badCells(database, pair.before, profiled),
    await badCells(database, pair.after, profiled),
  ]
  const profile = profiled.flatMap((column): ColumnDiff[] => {
    const [one, other] = [columnOf(old, column), columnOf(fresh, column)]
    if (!one || !other) return []
    return [
      {
        column,
        kind: other.kind,
        before: side(one, { open: pair.before, bad: bad[0] }),
        after: side(other, { open: pair.after, bad: bad[1] }),
        changed: rows.by === 'key' ? (changed.get(column) ?? 0) : null,
        shift: shiftBetween(one, other),
        shapes: shapesIn(one, other),
      },
    ]
  })
  return {
    schema: 'pawl/diff@1',
    dataset: after.open.dataset.config.dataset,
    before: { name: before.name, version: before.version, rows: old.rows },
    after: { name: after.name, version: after.version, rows: fresh.rows },
    columns: schemaChanges(pair),
    rows,
    profile: profile.sort(
      (a, b) =>
        (b.shift ?? 1) - (a.shift ?? 1) ||
        (b.changed ?? 0) - (a.changed ?? 0) ||
        (a.column < b.column ? -1 : 1),
    ),
  }
}

function schemaChanges(pair: Pair): DataDiff['columns'] {
  const [before, after] = [pair.before, pair.after].map(({ present, extra }) => [...present, ...extra])
  const retyped = sharedColumns(pair).flatMap((column) => {
    const [old, fresh] = [pair.before, pair.after].map(
      ({ dataset }) => columnRules(dataset.config, column)?.type ?? 'string',
    )
    return old && fresh && old !== fresh ? [{ column, before: old, after: fresh }] : []
  })
  return {
    added: after?.filter((column) => !before?.includes(column)) ?? [],
    removed: before?.filter((column) => !after?.includes(column)) ?? [],
    retyped,
  }
}

function shapesIn(one: ColumnProfile, other: ColumnProfile): ColumnDiff['shapes'] {
  const shapes = shapesBetween(one, other)
  return shapes ? { before: [...shapes.reference], after: [...shapes.current] } : null
}

function columnOf({ columns }: Profile, name: string): ColumnProfile | undefined {
  return columns.find((column) => column.name === name)
}

async function badCells(
  database: Database,
  open: OpenDataset,
  columns: readonly string[],
): Promise<Map<string, number>> {
  if (columns.length === 0) return new Map()
  const asked = columns.map(
    (column, index) => `count(*) FILTER (WHERE ${identifier(badName(column))}) AS b${index}`,
  )
  const row = await database.row(`SELECT ${asked.join(', ')} FROM ${open.relation}`)
  return new Map(columns.map((column, index) => [column, Number(row[`b${index}`])]))
}

function side(
  profile: ColumnProfile,
  { open, bad }: { open: OpenDataset; bad: ReadonlyMap<string, number> | undefined },
): ColumnDiff['before'] {
  const cells = bad?.get(profile.name) ?? 0
  const isNumeric = profile.kind === 'numeric'
  // What could not be read as the type is null after the cast, NaN and infinities aside.
  const lost = isNumeric ? cells - profile.nonfinite : cells
  return {
    type: columnRules(open.dataset.config, profile.name)?.type ?? 'string',
    nulls: Math.max(0, profile.nulls - Math.max(0, lost)),
    bad: cells,
    distinct: profile.distinct,
    mean: isNumeric ? profile.mean : null,
    stdev: isNumeric ? profile.stdev : null,
    ...(isNumeric ? { min: profile.min, max: profile.max } : {}),
  }
}
