import type { SplitRule } from '../../project/schema/split.ts'
import { type Database, identifier } from '../database.ts'
import { type OpenDataset, reserved } from '../open.ts'
import { inTraining, splitColumn, unseenByAll } from '../split.ts'
import { lacks, type Selection } from '../training-rows.ts'
import type { Objective } from '../truth.ts'
import { featurePower } from './feature-power.ts'
import type { Leakage, Sides } from './leakage.ts'

export interface LeakageQuestion {
  selection: Selection
  objective: Objective
  /** The rows that the first holds out and no other was trained on are judged on. */
  splits: readonly [SplitRule, ...SplitRule[]]
  /** The column that names what a row belongs to. */
  group?: string | undefined
  /** The column that says when a row came about. */
  time?: string | undefined
}

/** Looks for what training rows may tell of the held-out ones. */
export async function findLeakage(
  database: Database,
  open: OpenDataset,
  { selection, objective, splits, group, time }: LeakageQuestion,
): Promise<Leakage> {
  const sides: Sides = { held: unseenByAll(splits), trained: inTraining(selection.split) }
  const key = open.dataset.config.key.filter((column) => open.present.includes(column))
  const named = [key, group !== undefined && open.present.includes(group) ? [group] : []]
  return {
    'both-sides': await onBothSides(database, open, {
      named: named.filter(({ length }) => length > 0),
      sides,
      split: selection.split,
    }),
    conflicts: await conflicts(database, open, { selection, sides }),
    ...(await featurePower(database, open, { selection, sides, objective })),
    time:
      time !== undefined && open.present.includes(time)
        ? await tooEarly(database, open, { time, sides })
        : null,
  }
}

/** What names rows, or what they belong to, and is on both sides. What holds the split's own column cannot be. */
async function onBothSides(
  database: Database,
  open: OpenDataset,
  { named, sides, split }: { named: readonly string[][]; sides: Sides; split: SplitRule },
): Promise<Leakage['both-sides']> {
  const found: Leakage['both-sides'] = []
  for (const columns of named) {
    if (columns.includes(splitColumn(split))) {
      found.push({ columns, values: 0 })
      continue
    }
    const names = columns.map(identifier).join(', ')
    const { values } = await database.row(
      `SELECT count(*) AS values FROM (SELECT ${names} FROM ${open.relation} WHERE NOT (${columns.map(lacks).join(' OR ')}) GROUP BY ${names} HAVING bool_or(${sides.held}) AND bool_or(${sides.trained}))`,
    )
    found.push({ columns, values: Number(values) })
  }
  return found
}

async function conflicts(
  database: Database,
  open: OpenDataset,
  { selection: { features, target }, sides }: { selection: Selection; sides: Sides },
): Promise<number> {
  // Names of our own that no column can have, since the conditions beside them name columns.
  const ours = (name: string): string => identifier(`${reserved}${name}`)
  const cells = features.map((column, index) => ({ column: identifier(column), name: ours(String(index)) }))
  const names = cells.map(({ name }) => name).join(', ')
  const rows = `SELECT ${cells.map(({ column, name }) => `${column} AS ${name}`).join(', ')}, ${identifier(target.column)} AS ${ours('y')}, ${sides.held} AS ${ours('held')}, ${sides.trained} AS ${ours('trained')} FROM ${open.relation} WHERE NOT ${lacks(target.column)}`
  const grouped = `SELECT ${names}, count(*) FILTER (WHERE ${ours('held')}) AS held, count(*) FILTER (WHERE ${ours('trained')}) AS trained FROM (${rows}) GROUP BY ${names}, ${ours('y')}`
  const { conflicts } = await database.row(
    `SELECT coalesce(sum(held), 0) AS conflicts FROM (SELECT held, trained, sum(trained) OVER (PARTITION BY ${names}) AS alike FROM (${grouped})) WHERE alike > trained`,
  )
  return Number(conflicts)
}

async function tooEarly(
  database: Database,
  open: OpenDataset,
  { time, sides }: { time: string; sides: Sides },
): Promise<Leakage['time']> {
  const at = identifier(time)
  const { rows } = await database.row(
    `SELECT count(*) AS rows FROM ${open.relation} WHERE ${sides.held} AND ${at} <= (SELECT max(${at}) FROM ${open.relation} WHERE ${sides.trained})`,
  )
  return { column: time, rows: Number(rows) }
}
