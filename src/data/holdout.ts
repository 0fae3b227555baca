import { createHash } from 'node:crypto'
import type { Digest } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import type { ColumnType } from '../project/schema/column.ts'
import type { SplitRule } from '../project/schema/split.ts'
import { ascending } from '../stats/order.ts'
import { canonicalCell, numericCell } from './cell.ts'
import { type Database, identifier } from './database.ts'
import { emptyColumn, numbers, texts } from './filling.ts'
import { type OpenDataset, reserved } from './open.ts'
import { requireWeights } from './row-weights.ts'
import { inTraining, splitColumn, unseenByAll } from './split.ts'
import type { Column, Table } from './table.ts'
import { inOrder, lacks, requireColumns, type Selection } from './training-rows.ts'
import type { Objective, Truth } from './truth.ts'
import { emptyTruth, truthCell } from './truth-column.ts'

/** The rows that candidate and production are compared on. */
export interface Holdout {
  /** The features, in the model's order. */
  features: Table
  /** With the weights of the rows, where they are judged by any; a row of weight 0 is left out. */
  truth: Truth
  /** The columns of weights that were asked for. */
  weights: ReadonlyMap<string, Float64Array>
  /** Rows that are held out and left out, because their weight is 0. */
  weightless: number
  /** What each way of slicing says of each row, in the order asked for; code -1 where it says nothing. */
  marks: readonly Extract<Column, { kind: 'text' }>[]
  /** In which of two halves each row is, by what it holds: neither their order nor other rows move it. */
  halves: Uint8Array
  /**
   * A number for each row, the same for rows that belong together: it follows from their group, else from what they are split by or
   * their key. Neither their place nor other rows move it.
   */
  ranks: Uint32Array
  /** What names the groups that rows belong to, of whom there are fewer than rows; undefined where each row stands for itself. */
  together: string | undefined
  /** Where the rows are of so few values of what they are split by that these are taken for parts and not for groups: by what, and how many. */
  parts: { column: string; count: number } | undefined
  /** Digest over key, split value, features, target and weight of every row, in order. */
  digest: Digest
  /** Rows whose features and target are equal to a training row's. */
  twins: number
}

export interface HoldoutQuestion {
  selection: Selection
  objective: Objective
  splits: readonly [SplitRule, ...SplitRule[]]
  /** SQL for a text about each row, and what it is about. */
  marks?: readonly { name: string; sql: string }[]
  /** The column that rows are weighted by. */
  weight?: string | undefined
  /** Other columns of weights to read. */
  otherWeights?: readonly string[]
  /** What names the groups that rows belong to. */
  group?: string | undefined
}

/**
 * Reads the rows that the first split holds out and no other was trained on. A row without a target or a weight, or no row at
 * all, is a `UserError`: what cannot be judged must not be judged.
 */
export async function readHoldout(
  database: Database,
  open: OpenDataset,
  { selection, objective, splits, marks = [], weight, otherWeights = [], group }: HoldoutQuestion,
): Promise<Holdout> {
  await requireColumns(database, open, selection)
  const { features, target } = selection
  const unseen = unseenByAll(splits)
  const { zero: weightless } =
    weight === undefined
      ? { zero: 0 }
      : await requireWeights(database, open, { column: weight, where: unseen })
  const taking = weight === undefined ? unseen : `${unseen} AND ${identifier(weight)} > 0`
  for (const column of otherWeights) await requireWeights(database, open, { column, where: taking })
  const where = `WHERE ${taking}`
  const counts = await database.row(
    `SELECT count(*) AS rows, count(*) FILTER (WHERE ${lacks(target.column)}) AS missing FROM ${open.relation} ${where}`,
  )
  const rows = Number(counts.rows)
  if (rows === 0)
    throw new UserError({
      message: `no row of ${open.dataset.config.dataset} is held out`,
      hint:
        'dataset' in selection.split
          ? `add rows to ${selection.split.dataset}`
          : 'time' in selection.split
            ? `add rows from ${selection.split.from} on, or begin earlier`
            : 'enlarge holdout, or add rows',
    })
  if (Number(counts.missing) > 0)
    throw new UserError({
      message: `${counts.missing} held-out rows have no ${target.column}`,
      hint: 'give each a target, or take the rows out',
    })

  const types = features.map((feature) => open.dataset.config.columns[feature]?.type ?? 'string')
  const columns = features.map((name, index) => emptyColumn(name, types[index] as ColumnType, rows))
  const truth = emptyTruth(objective, rows)
  const marked = marks.map(({ name }) => texts(name, rows))
  const key = open.dataset.config.key.filter((column) => open.present.includes(column))
  const weights = [...new Set([...(weight === undefined ? [] : [weight]), ...otherWeights])]
  const weighing = weights.map((column) => numbers(column, rows))
  const hashed = [
    ...new Set([
      ...key,
      splitColumn(selection.split),
      ...features,
      target.column,
      ...(weight === undefined ? [] : [weight]),
    ]),
  ]
  const hash = createHash('sha256').update(JSON.stringify(hashed))
  const halves = new Uint8Array(rows)
  const ranks = new Uint32Array(rows)
  const together = togetherOf({
    group: group !== undefined && open.present.includes(group) ? group : undefined,
    split: selection.split,
    key,
  })
  const telling = tellingOf(together, { split: selection.split, key, all: hashed })
  const codes = new Float64Array(telling === undefined ? 0 : rows)
  const groupRanks = new Uint32Array(codes.length)
  let read = 0
  let offset = 0
  const select = [
    ...features.map((feature, index) => featureCell(identifier(feature), types[index] as ColumnType)),
    truthCell(objective),
    framedAll(hashed),
    ...(telling === undefined ? [] : [telling]),
    ...marks.map(({ sql }) => sql),
    ...weights.map((column) => `${identifier(column)}::DOUBLE`),
  ]
  await database.chunks(`SELECT ${select.join(', ')} FROM ${open.relation} ${where} ${inOrder}`, (chunk) => {
    for (const [index, column] of columns.entries()) column.take(chunk, index, offset)
    truth.take(chunk, features.length, offset)
    chunk.visitColumnValues(features.length + 1, (value) => {
      const text = String(value)
      hash.update(`\n${text}`)
      const code = hashOf(text)
      halves[read] = code & 1
      ranks[read++] = code
    })
    if (telling !== undefined)
      chunk.visitColumnValues(features.length + 2, (value, row) => {
        const text = String(value)
        const rank = hashOf(text)
        groupRanks[offset + row] = rank
        // 53 bits in all: even of millions of groups no two are likely to share them.
        codes[offset + row] = rank * 2 ** 21 + (hashOf(`~${text}`) >>> 11)
      })
    const before = features.length + (telling === undefined ? 2 : 3)
    for (const [index, mark] of marked.entries()) mark.take(chunk, before + index, offset)
    for (const [index, column] of weighing.entries())
      column.take(chunk, before + marks.length + index, offset)
    offset += chunk.rowCount
  })
  const weighed = new Map(weights.map((column, index) => [column, weighing[index]?.column().values ?? none]))
  const own = weight === undefined ? undefined : weighed.get(weight)
  const { clusters, groups } = clustersOf(codes)
  const [column] = together
  const isNamed = group !== undefined || together === key
  const areParts = clusters !== undefined && column !== undefined && !isNamed && groups < fewestGroups
  return {
    features: { rows, columns: columns.map(({ column }) => column()) },
    truth: { ...truth.truth(), ...(own && { weights: own }), ...(clusters && !areParts && { clusters }) },
    together: clusters && !areParts ? together.join(', ') : undefined,
    parts: areParts ? { column, count: groups } : undefined,
    weights: weighed,
    weightless,
    marks: marked.map((mark) => mark.column()),
    halves,
    ranks: telling === undefined || areParts ? ranks : groupRanks,
    digest: `sha256:${hash.digest('hex')}`,
    twins: await countTwins(database, open, { selection, where: unseen }),
  }
}

const none = new Float64Array()

/** A column of fewer values is one of parts, such as `train` and `test`, unless the model names it as what rows belong to. */
const fewestGroups = 10

/** Rows of one code have one number; none where no two rows share a code. */
function clustersOf(codes: Float64Array): { clusters: Int32Array | undefined; groups: number } {
  const clusters = new Int32Array(codes.length)
  let groups = 0
  let before: number | undefined
  for (const row of ascending(codes)) {
    if (codes[row] !== before) groups++
    before = codes[row]
    clusters[row] = groups - 1
  }
  return { clusters: groups < codes.length ? clusters : undefined, groups }
}

/** The columns whose values rows that belong together share: their group, else what they are split by, else their key. */
function togetherOf({
  group,
  split,
  key,
}: {
  group: string | undefined
  split: SplitRule
  key: readonly string[]
}): readonly string[] {
  const together = group ?? ('by' in split ? split.by : undefined)
  return together === undefined ? key : [together]
}

/** SQL for a text that rows which belong together share, and no others; undefined where only the whole row tells it. */
function tellingOf(
  together: readonly string[],
  { split, key, all }: { split: SplitRule; key: readonly string[]; all: readonly string[] },
): string | undefined {
  const [first] = together
  if (first === undefined) return undefined
  if (together === key) return framedAll([...new Set([...key, splitColumn(split)])])
  return `CASE WHEN ${identifier(first)} IS NULL THEN ${framedAll(all)} ELSE ${framedAll(together)} END`
}

function framedAll(columns: readonly string[]): string {
  return `concat(${columns.map((column) => framed(canonicalCell(identifier(column)))).join(', ')})`
}

/** A cell with its length before it, so that no two different rows read the same. */
export function framed(text: string): string {
  return `coalesce(strlen(${text}) || ':' || ${text}, '-')`
}

/** FNV-1a with the finaliser of MurmurHash3, so that each bit of the text moves each that is taken. */
function hashOf(text: string): number {
  let state = 0x811c9dc5
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}

function featureCell(column: string, type: ColumnType): string {
  return type === 'string' ? column : numericCell(column, type)
}

async function countTwins(
  database: Database,
  open: OpenDataset,
  { selection, where }: { selection: Selection; where: string },
): Promise<number> {
  // Names of our own that no column can have, since the conditions beside them name columns.
  const names = [...selection.features, selection.target.column].map((column, index) => ({
    column: identifier(column),
    ours: identifier(`${reserved}${index}`),
  }))
  const ours = names.map((name) => name.ours).join(', ')
  const [isHeld, isTrained] = [identifier(`${reserved}held`), identifier(`${reserved}trained`)]
  const { twins } = await database.row(
    `SELECT coalesce(sum(held), 0) AS twins FROM (SELECT count(*) FILTER (WHERE ${isHeld}) AS held, bool_or(${isTrained}) AS trained FROM (SELECT ${names.map((name) => `${name.column} AS ${name.ours}`).join(', ')}, ${where} AS ${isHeld}, ${inTraining(selection.split)} AS ${isTrained} FROM ${open.relation}) GROUP BY ${ours}) WHERE trained`,
  )
  return Number(twins)
}
