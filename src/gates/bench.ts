import { figureOf } from '../evaluation/binary.ts'
import { type Change, changeOf } from '../evaluation/comparison.ts'
import type { Figure } from '../evaluation/metrics.ts'
import { classCounts, type Predictions, unusable } from '../evaluation/predictions.ts'
import { defaultDraws, type Sampling } from '../evaluation/resample.ts'
import type { Model } from '../project/schema/model.ts'

/** One model's scores of the holdout rows, in their order. */
export type ModelScores = Pick<Predictions, 'score' | 'labelsOnly'>

/** The version to compare with: its scores of the same rows, why it has none, or `none` for a first version. */
export type Opponent =
  | { kind: 'scored'; scores: ModelScores }
  | { kind: 'unscored'; reason: string }
  | { kind: 'none' }

export interface Judging {
  gates: Model['gates']
  /** 1 where the target is the positive value, else 0; one for each holdout row. */
  y: Uint8Array
  threshold: number
  candidate: ModelScores | { unscored: string }
  production: Opponent
  /** What reasons call the model that is compared with; `production` if missing. */
  rival?: string
  evidence: 'interval' | 'estimate'
  /** What a comparing gate says where production has no figure; `inconclusive` if missing. */
  whenUnscorable?: 'inconclusive' | 'error'
  seed: number
  /** Bootstrap draws for each interval. */
  draws?: number
}

/** Below this the ends of a 95 % interval are single draws. */
const leastDraws = 200

/** What all gates are judged on. Figures and changes are computed when first asked for, and once. */
export interface Bench {
  rows: number
  /** Rows of the rarer class. */
  rarer: number
  byInterval: boolean
  firstVersion: boolean
  candidate: Predictions
  production: Predictions | undefined
  whenUnscorable: 'inconclusive' | 'error'
  rival: string
  /** Why nothing at all can be judged, if so. */
  broken: string | undefined
  /** Why production cannot be compared with, if so. */
  missing: string | undefined
  sampling: Sampling
  candidateFigure(metric: string): Figure
  productionFigure(metric: string): Figure
  change(metric: string): Change
}

export function benchOf(judging: Judging): Bench {
  const { y, threshold, seed, draws = defaultDraws } = judging
  if (!(Number.isSafeInteger(draws) && draws >= leastDraws))
    throw new RangeError(`${draws} draws are too few: at least ${leastDraws}`)
  const { positives, negatives } = classCounts(y)
  const sampling = { seed, draws }
  const unscored = 'unscored' in judging.candidate ? judging.candidate.unscored : undefined
  const candidate =
    'unscored' in judging.candidate ? noScores(y, threshold) : { ...judging.candidate, y, threshold }
  const broken = unscored === undefined ? brokenBy(candidate) : `the model could not be run: ${unscored}`
  const opponent = opponentOf(judging)
  const { production, missing } = opponent
  const candidateFigure = remembered((metric) =>
    broken === undefined ? figureOf(metric, candidate) : { undefined: broken },
  )
  const productionFigure = remembered((metric) =>
    production === undefined ? { undefined: missing ?? noVersion } : figureOf(metric, production),
  )
  return {
    rows: y.length,
    rarer: Math.min(positives, negatives),
    byInterval: judging.evidence === 'interval',
    firstVersion: judging.production.kind === 'none',
    whenUnscorable: judging.whenUnscorable ?? 'inconclusive',
    rival: judging.rival ?? 'production',
    candidate,
    production,
    broken,
    missing,
    sampling,
    candidateFigure,
    productionFigure,
    change: remembered((metric) => {
      const figures = { candidate: candidateFigure(metric), production: productionFigure(metric) }
      return production === undefined
        ? { undefined: missing ?? noVersion }
        : changeOf(metric, { pair: { candidate, production }, figures, sampling })
    }),
  }
}

/** What stands where a first version is compared with nothing. */
export const noVersion = 'there is no version in production'

/** Stands for a model that gave no scores: NaN everywhere, which no gate passes. */
function noScores(y: Uint8Array, threshold: number): Predictions {
  return { y, threshold, score: new Float64Array(y.length).fill(Number.NaN), labelsOnly: false }
}

function brokenBy(candidate: Predictions): string | undefined {
  if (candidate.y.length === 0) return 'there is no row to judge it on'
  const reason = unusable(candidate)
  return reason === undefined ? undefined : `the candidate cannot be judged: ${reason}`
}

function opponentOf({ production, y, threshold }: Judging): Pick<Bench, 'production' | 'missing'> {
  if (production.kind === 'none') return { production: undefined, missing: undefined }
  if (production.kind === 'unscored') return { production: undefined, missing: production.reason }
  const predictions = { ...production.scores, y, threshold }
  const missing = unusable(predictions)
  return missing === undefined ? { production: predictions, missing } : { production: undefined, missing }
}

function remembered<T>(compute: (metric: string) => T): (metric: string) => T {
  const known = new Map<string, T>()
  return (metric) => {
    const found = known.get(metric)
    if (found !== undefined) return found
    const value = compute(metric)
    known.set(metric, value)
    return value
  }
}
