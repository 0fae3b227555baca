import type { Column, Table } from '../data/table.ts'
import type { Objective } from '../data/truth.ts'
import { type Perturbation, perturbations, perturbed } from '../evaluation/perturb.ts'
import type { Scores } from '../evaluation/tasks.ts'
import type { Log } from '../project/log.ts'
import type { Model } from '../project/schema/model.ts'
import type { Scorable } from './contender.ts'
import { type Gated, gatesOf } from './gate.ts'
import { columnsOf, scoresOf } from './scores.ts'

/** Rows that are disturbed, at most: a share of so many is known to within a hundredth. */
const mostRows = 20_000
const defaultNoise = 0.01

export type Tried = Scores | { undefined: string }

/** What a model said of disturbed rows. */
export type Trials = ReadonlyMap<Perturbation, Tried>

/** What both models said of the same rows, disturbed in the same ways. */
export interface Robustness {
  /** Places of the rows among the held-out ones. */
  rows: Uint32Array
  noise: number
  candidate: Trials
  /** undefined where there is nothing to compare with. */
  production: Trials | undefined
}

type Evaluated = Gated & { evaluate: Pick<Model['evaluate'], 'robustness'> }

/** The noise that a policy asks for; undefined where it does not ask how robust a model is. */
export function noiseAsked(model: Evaluated): number | undefined {
  const { robustness } = model.evaluate
  if (robustness) return robustness.noise
  return gatesOf(model).some(({ family }) => family === 'robustness') ? defaultNoise : undefined
}

/** What every scoring of disturbed rows needs. */
export interface Trying {
  model: Model
  objective: Objective
  log: Log
}

/** Disturbs an even sample of the held-out rows and has both models score them, each in one process for all ways. */
export async function robustnessOf(
  {
    candidate,
    version,
  }: { candidate: Pick<Scorable, 'artifact' | 'features' | 'predict'>; version: Scorable | null },
  {
    features,
    noise,
    seed,
    rivalScored,
    ...of
  }: Trying & { features: Table; noise: number; seed: number; rivalScored: boolean },
): Promise<Robustness> {
  const rows = evenRows(features.rows, mostRows)
  const sample = rowsOf(features, rows)
  const trials = (contender: Pick<Scorable, 'artifact' | 'features' | 'predict'>, name: string) =>
    trialsOf(contender, { ...of, name, table: columnsOf(sample, contender.features), noise, seed })
  return {
    rows,
    noise,
    candidate: await trials(candidate, 'candidate, disturbed'),
    production:
      version && rivalScored ? await trials(version, `version ${version.version}, disturbed`) : undefined,
  }
}

async function trialsOf(
  contender: Pick<Scorable, 'artifact' | 'features' | 'predict'>,
  { name, table, noise, seed, ...of }: Trying & { name: string; table: Table; noise: number; seed: number },
): Promise<Trials> {
  const made = perturbations.map((kind) => [kind, perturbed(kind, table, { noise, seed })] as const)
  const tables = made.flatMap(([kind, one]) => ('undefined' in one ? [] : [[kind, one] as const]))
  const scored = await scoredTogether(contender, { ...of, name, tables })
  return new Map(
    made.map(([kind, one]) => [
      kind,
      'undefined' in one ? one : (scored.get(kind) ?? { undefined: 'it was not scored' }),
    ]),
  )
}

/**
 * Scores several tables of the same columns in one process, one below the other. Where the model cannot take that, the
 * last by itself and so on: it is then known which of them it cannot take, and why.
 */
export async function scoredTogether<K>(
  contender: Pick<Scorable, 'artifact' | 'features' | 'predict'>,
  {
    tables,
    name,
    whole = false,
    ...of
  }: Trying & {
    name: string
    tables: readonly (readonly [K, Table])[]
    /** All of them or none: no single one is of use. */
    whole?: boolean
  },
): Promise<Map<K, Tried>> {
  if (tables.length === 0) return new Map()
  const all = appended(tables.map(([, table]) => table))
  const answered = await scoresOf(contender, { ...of, name, holdout: { features: all } })
  if (answered.ok) {
    let from = 0
    return new Map(
      tables.map(([key, { rows }]) => {
        from += rows
        return [key, scoresFrom(answered.scores, from - rows, from)]
      }),
    )
  }
  if (whole) return new Map(tables.map(([key]) => [key, { undefined: answered.reason }]))
  const last = tables.at(-1) as readonly [K, Table]
  if (tables.length === 1) return new Map([[last[0], { undefined: answered.reason }]])
  return new Map([
    ...(await scoredTogether(contender, { ...of, name, tables: tables.slice(0, -1) })),
    ...(await scoredTogether(contender, { ...of, name, tables: [last] })),
  ])
}

function scoresFrom(scores: Scores, from: number, to: number): Scores {
  switch (scores.task) {
    case 'binary-classification':
      return { ...scores, score: scores.score.slice(from, to) }
    case 'regression':
      return { ...scores, predicted: scores.predicted.slice(from, to) }
    case 'multiclass-classification': {
      const { labels, probabilities } = scores
      const width = (probabilities?.length ?? 0) / labels.length
      return {
        ...scores,
        labels: labels.slice(from, to),
        probabilities: probabilities?.slice(from * width, to * width),
      }
    }
  }
}

/** At most so many rows, evenly spread. */
export function evenRows(rows: number, most: number): Uint32Array {
  const kept = Math.min(rows, most)
  return Uint32Array.from({ length: kept }, (_, at) => Math.floor((at * rows) / kept))
}

/** Some rows of a table, in the order given. */
export function rowsOf(table: Table, rows: Uint32Array): Table {
  return {
    rows: rows.length,
    columns: table.columns.map((column) =>
      column.kind === 'number'
        ? { ...column, values: Float64Array.from(rows, (row) => column.values[row] as number) }
        : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] as number) },
    ),
  }
}

/** Tables of the same columns, one below the other. */
function appended(tables: readonly Table[]): Table {
  const [first] = tables
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const columns = (first?.columns ?? []).map((column, at): Column => {
    const parts = tables.map((table) => table.columns[at] as Column)
    if (column.kind === 'number') {
      const values = new Float64Array(rows)
      fill(
        values,
        parts.map((part) => (part.kind === 'number' ? part.values : new Float64Array(0))),
      )
      return { ...column, values }
    }
    const codes = new Int32Array(rows)
    fill(
      codes,
      parts.map((part) => (part.kind === 'text' ? part.codes : new Int32Array(0))),
    )
    return { ...column, codes }
  })
  return { rows, columns }
}

function fill<A extends Float64Array | Int32Array>(into: A, parts: readonly A[]): void {
  let at = 0
  for (const part of parts) {
    into.set(part, at)
    at += part.length
  }
}
