import type { Truth } from '../data/truth.ts'
import { noScores, onlyRows, predictionsOf, type Scores } from '../evaluation/tasks.ts'
import type { Judging } from './bench.ts'
import type { Robustness, Trials, Tried } from './trials.ts'

/**
 * The same judging with other weights, as the change's own policy may want them; rows of weight 0 take no part. Rows that
 * the policy itself leaves out, because their weight is 0 there, stay out.
 */
export function weighedBy(judging: Judging, weights: Float64Array | undefined): Judging {
  if (judging.truth.weights === weights) return judging
  const { weights: _, ...plain } = judging.truth
  if (weights === undefined) return { ...judging, truth: plain }
  const truth = { ...plain, weights }
  const kept = Uint32Array.from(weights.keys()).filter((row) => (weights[row] as number) > 0)
  return kept.length === weights.length ? { ...judging, truth } : onlyTaking({ ...judging, truth }, kept)
}

function onlyTaking(judging: Judging, kept: Uint32Array): Judging {
  const { truth, candidate, production, slices = [], attributes = [], robustness } = judging
  const places = new Map([...kept].map((row, place) => [row, place]))
  const placed = <K extends { rows: Uint32Array }>(one: K): K => ({
    ...one,
    rows: placesOf(one.rows, places),
  })
  const some = (scores: Scores): Scores =>
    onlyRows(predictionsOf(truth, scores, judging.model.evaluate), kept)
  return {
    ...judging,
    truth: onlyTruth(truth, kept),
    candidate: 'unscored' in candidate ? candidate : some(candidate),
    production:
      production.kind === 'scored' ? { ...production, scores: some(production.scores) } : production,
    slices: slices.map(placed),
    attributes: attributes.map(({ name, groups }) => ({ name, groups: groups.map(placed) })),
    ...(robustness && { robustness: robustnessOf(robustness, { judging, places }) }),
  }
}

function onlyTruth(truth: Truth, kept: Uint32Array): Truth {
  return onlyRows(predictionsOf(truth, noScores(truth), { threshold: 0.5 }), kept)
}

/** What was said of disturbed rows, of those among them that take part. */
function robustnessOf(
  { rows, candidate, production, ...of }: Robustness,
  { judging, places }: { judging: Judging; places: ReadonlyMap<number, number> },
): Robustness {
  const sampled = onlyTruth(judging.truth, rows)
  const kept = Uint32Array.from(rows.keys()).filter((at) => places.has(rows[at] as number))
  const some = (tried: Tried): Tried =>
    'undefined' in tried ? tried : onlyRows(predictionsOf(sampled, tried, judging.model.evaluate), kept)
  const all = (trials: Trials): Trials => new Map([...trials].map(([kind, tried]) => [kind, some(tried)]))
  return {
    ...of,
    rows: placesOf(rows, places),
    candidate: all(candidate),
    production: production && all(production),
  }
}

function placesOf(rows: Uint32Array, places: ReadonlyMap<number, number>): Uint32Array {
  return Uint32Array.from([...rows].flatMap((row) => places.get(row) ?? []))
}
