import type { ColumnType } from '../../project/schema/column.ts'
import { columnRules } from '../../project/schema/dataset.ts'
import { numericCell } from '../cell.ts'
import { type Database, doubleLiteral, identifier, type Row } from '../database.ts'
import { badName, type OpenDataset, reserved } from '../open.ts'
import { samplePlace } from '../sample-place.ts'
import { lacks, type Selection } from '../training-rows.ts'
import type { Objective } from '../truth.ts'
import { truthCell } from '../truth-column.ts'
import type { Leakage, Sides } from './leakage.ts'

/** Rows that are looked at; of more, an even sample. */
const mostRows = 200_000
/** Rows of the rarer class below which an AUC says little, on either side. */
const leastRows = 10
/** Rows that a value of a number, or a bin of its values, has to have on average; bins are 64 at most, of equal counts. */
const rowsEach = 40
const mostBins = 64
/** A category seen less often than this in training stands with the other rare ones. */
const leastSeen = 5

const table = identifier(`${reserved}features`)

/**
 * How well each feature alone tells a yes or no about the target: of each of its values, or bins of values, the share of positive training
 * rows becomes the score of the held-out rows there, and the AUC of that score is the power. Being told by other rows than
 * those it is judged on, a column of names has none; a missing value is a value; no order is assumed.
 */
export async function featurePower(
  database: Database,
  open: OpenDataset,
  { selection, sides, objective }: { selection: Selection; sides: Sides; objective: Objective },
): Promise<Pick<Leakage, 'power' | 'no-power'>> {
  const { features, target } = selection
  const cells = features.map((feature, index) => `${cellOf(open, feature)} AS f${index}`)
  const y = await yesOrNo(database, open, { objective, sides })
  const { rows: all } = await database.row(`SELECT count(*) AS rows FROM ${open.relation}`)
  const taken = Math.min(1, mostRows / Math.max(1, Number(all)))
  const sampled = `${samplePlace} < ${taken}`
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT ${cells.join(', ')}, ${y} AS y, ${sides.held} AS held FROM ${open.relation} WHERE NOT ${lacks(target.column)} AND (${sides.held} OR ${sides.trained}) AND ${sampled}`,
  )
  const { least } = await database.row(
    `SELECT least(count(*) FILTER (WHERE held AND y), count(*) FILTER (WHERE held AND NOT y), count(*) FILTER (WHERE NOT held AND y), count(*) FILTER (WHERE NOT held AND NOT y)) AS least FROM ${table}`,
  )
  if (Number(least) < leastRows)
    return {
      power: [],
      'no-power': `a side has ${least} rows of the rarer class, and ${leastRows} are needed`,
    }
  const power: Leakage['power'] = []
  for (const [index, feature] of features.entries()) {
    const type = columnRules(open.dataset.config, feature)?.type ?? 'string'
    power.push({ feature, auc: auc(await groupsOf(database, `f${index}`, type)) })
  }
  await database.run(`DROP TABLE ${table}`)
  return { power: power.sort((a, b) => b.auc - a.auc || (a.feature < b.feature ? -1 : 1)) }
}

/**
 * SQL for a yes or no about the target that features can be asked for: whether it is positive, of the class that most
 * training rows have, or above the median of the training rows.
 */
async function yesOrNo(
  database: Database,
  open: OpenDataset,
  { objective, sides }: { objective: Objective; sides: Sides },
): Promise<string> {
  const cell = truthCell(objective)
  if (objective.task === 'binary-classification') return `(${cell} = 1)`
  const middle = objective.task === 'regression' ? `median(${cell})` : `mode(${cell})`
  const { value } = await database.row(
    `SELECT ${middle}::DOUBLE AS value FROM ${open.relation} WHERE ${sides.trained} AND NOT ${lacks(objective.column)}`,
  )
  if (value === null) return 'false'
  return objective.task === 'regression'
    ? `(${cell} > ${doubleLiteral(Number(value))})`
    : `(${cell} = ${Number(value)})`
}

/** A cell that is not of its type says as much as a missing one. */
function cellOf(open: OpenDataset, feature: string): string {
  const type = columnRules(open.dataset.config, feature)?.type ?? 'string'
  const cell = identifier(feature)
  return `CASE WHEN NOT ${identifier(badName(feature))} THEN ${type === 'string' ? cell : numericCell(cell, type)} END`
}

/** Rows of either side and class with one value, or in one bin. */
interface Group {
  trained: number
  trainedPositive: number
  held: number
  heldPositive: number
}

async function groupsOf(database: Database, feature: string, type: ColumnType): Promise<Group[]> {
  const counts =
    'count(*) FILTER (WHERE NOT held) AS trained, count(*) FILTER (WHERE NOT held AND y) AS trained_positive, count(*) FILTER (WHERE held) AS held, count(*) FILTER (WHERE held AND y) AS held_positive'
  const { distinct, rows: all } = await database.row(
    `SELECT count(DISTINCT ${feature}) AS "distinct", count(*) AS rows FROM ${table}`,
  )
  const bins = Math.max(2, Math.min(mostBins, Math.floor(Number(all) / rowsEach)))
  const bin =
    type === 'string' || Number(distinct) * rowsEach <= Number(all)
      ? feature
      : `CASE WHEN ${feature} IS NOT NULL THEN floor(${bins} * (rank() OVER (ORDER BY ${feature} NULLS LAST) - 1) / count(*) OVER ()) END`
  const grouped = `SELECT bin, ${counts} FROM (SELECT ${bin} AS bin, y, held FROM ${table}) GROUP BY bin`
  const rows = await database.rows(
    `SELECT sum(trained) AS trained, sum(trained_positive) AS trained_positive, sum(held) AS held, sum(held_positive) AS held_positive FROM (${grouped}) GROUP BY CASE WHEN trained >= ${leastSeen} THEN bin END, bin IS NULL`,
  )
  return rows.map((row: Row) => ({
    trained: Number(row.trained),
    trainedPositive: Number(row.trained_positive),
    held: Number(row.held),
    heldPositive: Number(row.held_positive),
  }))
}

/** Rows of the average that a group's share is drawn towards, so that few rows are not taken at their word. */
const prior = 10

/** AUC of the share of positive training rows as the score of held-out rows, ties counting half. */
function auc(groups: readonly Group[]): number {
  const sum = (of: (group: Group) => number): number => groups.reduce((total, group) => total + of(group), 0)
  const average = sum(({ trainedPositive }) => trainedPositive) / sum(({ trained }) => trained)
  const scored = groups
    .map((group) => ({
      ...group,
      score: (group.trainedPositive + prior * average) / (group.trained + prior),
    }))
    .sort((a, b) => a.score - b.score)
  const positives = sum(({ heldPositive }) => heldPositive)
  const negatives = sum(({ held }) => held) - positives
  let won = 0
  let below = 0
  for (let at = 0; at < scored.length; ) {
    let [up, down] = [0, 0]
    const { score } = scored[at] as Group & { score: number }
    for (; at < scored.length && scored[at]?.score === score; at++) {
      const { held, heldPositive } = scored[at] as Group
      up += heldPositive
      down += held - heldPositive
    }
    won += up * (below + down / 2)
    below += down
  }
  return won / (positives * negatives)
}
