import type { Holdout } from '../data/holdout.ts'
import type { Column } from '../data/table.ts'
import { scoresOfRows, truthOfRows } from '../evaluation/tasks.ts'
import type { Judging } from './bench.ts'
import { type Robustness, rowsOf, type Trials } from './trials.ts'

/** A judging of all held-out rows, of some of them only. */
export function onlyJudged(judging: Judging, rows: Uint32Array): Judging {
  const { truth, candidate, production, slices, attributes, robustness } = judging
  const places = placesOf(rows, truth.y.length)
  const kept = (some: Uint32Array): Uint32Array =>
    some.filter((row) => (places[row] as number) >= 0).map((row) => places[row] as number)
  return {
    ...judging,
    truth: truthOfRows(truth, rows),
    candidate: 'unscored' in candidate ? candidate : scoresOfRows(candidate, rows),
    production:
      production.kind === 'scored'
        ? { ...production, scores: scoresOfRows(production.scores, rows) }
        : production,
    ...(slices && { slices: slices.map((slice) => ({ ...slice, rows: kept(slice.rows) })) }),
    ...(attributes && {
      attributes: attributes.map((attribute) => ({
        ...attribute,
        groups: attribute.groups.map((group) => ({ ...group, rows: kept(group.rows) })),
      })),
    }),
    ...(robustness && { robustness: onlyDisturbed(robustness, places) }),
  }
}

/** Held-out rows with what is known of them, of some of them only. */
export function onlyHeld(holdout: Holdout, rows: Uint32Array): Holdout {
  return {
    ...holdout,
    features: rowsOf(holdout.features, rows),
    truth: truthOfRows(holdout.truth, rows),
    marks: holdout.marks.map((mark) => onlyMarks(mark, rows)),
    halves: Uint8Array.from(rows, (row) => holdout.halves[row] as number),
    ranks: rows.map((row) => holdout.ranks[row] as number),
  }
}

function onlyMarks(mark: Extract<Column, { kind: 'text' }>, rows: Uint32Array) {
  return { ...mark, codes: Int32Array.from(rows, (row) => mark.codes[row] as number) }
}

/** Where each row stands among those that are kept; -1 where it is not. */
function placesOf(rows: Uint32Array, all: number): Int32Array {
  const places = new Int32Array(all).fill(-1)
  for (const [place, row] of rows.entries()) places[row] = place
  return places
}

function onlyDisturbed({ rows, candidate, production, ...how }: Robustness, places: Int32Array): Robustness {
  const at = Uint32Array.from(rows.keys()).filter((index) => (places[rows[index] as number] as number) >= 0)
  const tried = (trials: Trials): Trials =>
    new Map(
      [...trials].map(([kind, one]) => [kind, 'undefined' in one ? one : scoresOfRows(one, at)] as const),
    )
  return {
    ...how,
    rows: at.map((index) => places[rows[index] as number] as number),
    candidate: tried(candidate),
    production: production && tried(production),
  }
}
