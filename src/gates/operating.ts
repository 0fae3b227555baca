import type { Holdout } from '../data/holdout.ts'
import { chooseThreshold } from '../evaluation/choose-threshold.ts'
import { notProbabilities } from '../evaluation/predictions.ts'
import { type Scores, scoresOfRows, type Threshold, truthOfRows } from '../evaluation/tasks.ts'
import { type Operating as Policy, partOf, type ThresholdRule } from '../project/schema/thresholds.ts'
import type { Answered } from './scores.ts'

/** Where each of two models' predictions become positive. */
export interface Both {
  candidate: Threshold
  production: Threshold
}

/** Held-out rows by their places: some to choose thresholds on, all others to judge. */
export interface Parted {
  part: Uint32Array
  judged: Uint32Array
  /** Groups are too large to be held apart, so that rows of one may be on both sides. */
  shared?: true
}

/** Where predictions become positive under one policy, and on which rows. */
export interface Operating {
  threshold: Both
  points: ReadonlyMap<string, Both>
  /** Undefined where every threshold is a number: all rows are judged then. */
  parted: Parted | undefined
}

type Side = keyof Both

/** Chooses what the policy does not fix, for each model on its own and on the same rows. */
export function operatingOf(
  { threshold, points = {} }: Policy,
  {
    holdout,
    seed,
    answered,
  }: {
    holdout: Pick<Holdout, 'truth' | 'ranks'>
    /** Follows from the base's policy alone. */
    seed: number
    answered: Record<Side, Answered | null | undefined>
  },
): Operating {
  const parted = partedUnder({ threshold, points }, holdout, seed)
  const choose = (rule: ThresholdRule, side: Side): Threshold => {
    const said = answered[side]
    if (!said?.ok) return { undefined: `no threshold can be chosen: ${said?.reason ?? 'there is no model'}` }
    if (!parted) throw new Error('a rule has no rows to choose on')
    return chosenOn(rule, { holdout, scores: said.scores, part: parted.part })
  }
  return {
    threshold: both((side) =>
      typeof threshold === 'number' ? usual(threshold, answered[side]) : choose(threshold.choose, side),
    ),
    points: new Map(
      Object.entries(points).map(([name, point]) => [
        name,
        both((side) => (typeof point === 'number' ? fixed(point, answered[side]) : choose(point, side))),
      ]),
    ),
    parted,
  }
}

/** The rows that a policy has thresholds chosen on, and the others; undefined where all are numbers. */
export function partedUnder(
  policy: Policy,
  holdout: Pick<Holdout, 'truth' | 'ranks'>,
  seed: number,
): Parted | undefined {
  if (holdout.truth.task !== 'binary-classification') return undefined
  const share = partOf(policy)
  return share === undefined ? undefined : partedBy(holdout, { share, seed })
}

function both(of: (side: Side) => Threshold): Both {
  return { candidate: of('candidate'), production: of('production') }
}

/** Scores that are no probabilities turn positive where the model itself says so, and not at a number from 0 to 1. */
function usual(threshold: number, answered: Answered | null | undefined): Threshold {
  return binaryScores(answered)?.own ?? threshold
}

/** Labels are what they are at every point, which would say nothing of any; and no point from 0 to 1 is one of a margin. */
function fixed(threshold: number, answered: Answered | null | undefined): Threshold {
  const scores = binaryScores(answered)
  if (scores?.labelsOnly)
    return { undefined: 'the model gives labels and no scores, which have no threshold' }
  if (scores?.own !== undefined)
    return {
      undefined: `${notProbabilities(scores.score)}, and ${threshold} is a threshold of probabilities`,
    }
  return threshold
}

function binaryScores(answered: Answered | null | undefined) {
  const scores = answered?.ok ? answered.scores : undefined
  return scores?.task === 'binary-classification' ? scores : undefined
}

function chosenOn(
  rule: ThresholdRule,
  { holdout, scores, part }: { holdout: Pick<Holdout, 'truth'>; scores: Scores; part: Uint32Array },
): Threshold {
  const [truth, said] = [truthOfRows(holdout.truth, part), scoresOfRows(scores, part)]
  if (truth.task !== 'binary-classification' || said.task !== truth.task)
    throw new Error(`a threshold is chosen for a ${truth.task}`)
  return chooseThreshold(rule, { ...truth, ...said })
}

/**
 * Takes a share of the rows of each class, at least one of two, by what tells each row from others and the seed: no order of
 * the rows and no other row moves one from side to side, but for the last that is taken. Rows of one rank belong together
 * and go to one side; where that leaves a class without a row to choose on, because groups are too large, it is by rows, and told.
 */
export function partedBy(
  { truth, ranks }: Pick<Holdout, 'truth' | 'ranks'>,
  { share, seed }: { share: number; seed: number },
): Parted {
  const { y } = truth
  const rows = [0, 0]
  for (const label of y) rows[label] = (rows[label] as number) + 1
  const wanted = rows.map((count) => Math.min(count - 1, Math.max(1, Math.round(share * count))))
  const drawn = ranks.map((rank) => mixed(rank, seed))
  const order = Uint32Array.from(ranks.keys()).sort(
    (a, b) =>
      (drawn[a] as number) - (drawn[b] as number) || (ranks[a] as number) - (ranks[b] as number) || a - b,
  )
  const belong = (a: number, b: number): boolean => ranks[a] === ranks[b]
  const byGroup = filled(order, { y, wanted, belong })
  const shared = wanted.some((count, label) => count > 0 && byGroup.counts[label] === 0)
  const { taken } = shared ? filled(order, { y, wanted, belong: () => false }) : byGroup
  const places = Uint32Array.from(ranks.keys())
  return {
    part: places.filter((row) => taken[row] === 1),
    judged: places.filter((row) => taken[row] !== 1),
    ...(shared && { shared }),
  }
}

/** Takes rows in their order, those that belong together as a whole, as long as no class gets more than are wanted of it. */
function filled(
  order: Uint32Array,
  {
    y,
    wanted,
    belong,
  }: { y: Holdout['truth']['y']; wanted: readonly number[]; belong: (a: number, b: number) => boolean },
): { taken: Uint8Array; counts: number[] } {
  const taken = new Uint8Array(y.length)
  const counts = [0, 0]
  let from = 0
  while (from < order.length) {
    let to = from
    const own = [0, 0]
    do {
      const label = y[order[to] as number] as number
      own[label] = (own[label] as number) + 1
      to++
    } while (to < order.length && belong(order[from] as number, order[to] as number))
    const next = counts.map((count, label) => count + (own[label] as number))
    if (next.every((count, label) => own[label] === 0 || count <= (wanted[label] as number))) {
      for (const [label, count] of next.entries()) counts[label] = count
      for (let at = from; at < to; at++) taken[order[at] as number] = 1
    }
    from = to
  }
  return { taken, counts }
}

/** The finaliser of MurmurHash3 over both. */
function mixed(rank: number, seed: number): number {
  let state = Math.imul(rank ^ seed, 0x9e3779b1) ^ (seed >>> 7)
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}
