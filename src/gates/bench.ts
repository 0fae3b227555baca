import type { Truth } from '../data/truth.ts'
import type { Attribute } from '../evaluation/fairness/groups.ts'
import type { Figure } from '../evaluation/metrics.ts'
import type { Parity } from '../evaluation/parity.ts'
import { defaultDraws, type Sampling } from '../evaluation/resample.ts'
import type { SliceRows } from '../evaluation/slices.ts'
import {
  noScores,
  type Predictions,
  predictionsOf,
  type Scores,
  type Threshold,
  unusable,
} from '../evaluation/tasks.ts'
import type { Model } from '../project/schema/model.ts'
import type { Custom } from './custom-metrics.ts'
import type { Importance } from './importance.ts'
import type { Speeds } from './measure-sides.ts'
import type { Both } from './operating.ts'
import type { Robustness } from './trials.ts'

/** The version to compare with: its scores of the same rows, why it has none, or `none` for a first version. */
export type Opponent =
  | { kind: 'scored'; scores: Scores }
  | { kind: 'unscored'; reason: string }
  | { kind: 'none' }

export interface Sizes {
  candidate: number | undefined
  production: number | undefined
}

export interface Judging {
  model: Pick<Model, 'task' | 'gates' | 'parity'> &
    Partial<Pick<Model, 'metrics'>> & {
      evaluate: Pick<Model['evaluate'], 'threshold' | 'points' | 'slices' | 'protected'>
    }
  /** Where predictions become positive, if a rule chose that. */
  thresholds?: Both
  /** The same at each named point. */
  points?: ReadonlyMap<string, Both>
  /** Metrics of the user's own, of these rows. */
  custom?: ReadonlyMap<string, Custom>
  truth: Truth
  candidate: Scores | { unscored: string }
  production: Opponent
  slices?: readonly SliceRows[]
  /** The protected attributes. */
  attributes?: readonly Attribute[]
  /** Bytes of the two models' files; undefined where there is none, as of a baseline or of given predictions. */
  sizes?: Sizes
  /** Only the candidate's predictions were given: what takes the model itself cannot be told. */
  onlyPredictions?: boolean
  /** What was measured with a clock, where the policy asks. */
  speeds?: Speeds
  /** What both models say of disturbed rows, where the policy asks. */
  robustness?: Robustness
  /** What each feature matters to both models, where the policy asks. */
  importance?: Importance
  /** How far the framework's own model is from the candidate, where the policy says how it predicts. */
  parity?: Parity
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

/** What all gates are judged on. */
export interface Bench {
  byInterval: boolean
  firstVersion: boolean
  truth: Truth
  candidate: Predictions
  production: Predictions | undefined
  points: ReadonlyMap<string, Both>
  custom: ReadonlyMap<string, Custom>
  slices: readonly SliceRows[]
  attributes: readonly Attribute[]
  sizes: Sizes | undefined
  onlyPredictions: boolean
  speeds: Speeds | undefined
  robustness: Robustness | undefined
  importance: Importance | undefined
  parity: Parity | undefined
  whenUnscorable: 'inconclusive' | 'error'
  rival: string
  /** Why nothing at all can be judged, if so. */
  broken: string | undefined
  /** Why production cannot be compared with, if so. */
  missing: string | undefined
  sampling: Sampling
}

const benches = new WeakMap<Judging, Bench>()

/** Made once for one judging, so that gates and the sections of the report share what is known of the scores. */
export function benchOf(judging: Judging): Bench {
  const known = benches.get(judging) ?? madeOf(judging)
  benches.set(judging, known)
  return known
}

function madeOf(judging: Judging): Bench {
  const { model, truth, seed, draws = defaultDraws } = judging
  if (!(Number.isSafeInteger(draws) && draws >= leastDraws))
    throw new RangeError(`${draws} draws are too few: at least ${leastDraws}`)
  const unscored = 'unscored' in judging.candidate ? judging.candidate.unscored : undefined
  const scores = 'unscored' in judging.candidate ? noScores(truth) : judging.candidate
  const thresholds = judging.thresholds ?? fixedAt(model.evaluate.threshold)
  const candidate = predictionsOf(truth, scores, { threshold: thresholds.candidate })
  return {
    byInterval: judging.evidence === 'interval',
    firstVersion: judging.production.kind === 'none',
    truth,
    points: judging.points ?? new Map(),
    custom: judging.custom ?? new Map(),
    slices: judging.slices ?? [],
    attributes: judging.attributes ?? [],
    sizes: judging.sizes,
    onlyPredictions: judging.onlyPredictions ?? false,
    speeds: judging.speeds,
    robustness: judging.robustness,
    importance: judging.importance,
    parity: judging.parity,
    whenUnscorable: judging.whenUnscorable ?? 'inconclusive',
    rival: judging.rival ?? 'production',
    candidate,
    broken: unscored === undefined ? brokenBy(candidate) : `the model could not be run: ${unscored}`,
    ...opponentOf(judging, thresholds.production),
    sampling: { seed, draws },
  }
}

/** What stands where a first version is compared with nothing. */
export const noVersion = 'there is no version in production'

/** Why nothing more can be asked of a candidate. */
export const onlyPredictions = 'only its predictions were given'
export const onlyExport = "a file was given, and not the framework's own model"

/** Why production has no figure. */
export function noFigure({ missing }: Pick<Bench, 'missing'>): Extract<Figure, { undefined: string }> {
  return { undefined: missing ?? noVersion }
}

function brokenBy(candidate: Predictions): string | undefined {
  if (candidate.y.length === 0) return 'there is no row to judge it on'
  const reason = unusable(candidate)
  return reason === undefined ? undefined : `the candidate cannot be judged: ${reason}`
}

function fixedAt(written: Judging['model']['evaluate']['threshold']): Both {
  const threshold = typeof written === 'number' ? written : { undefined: 'no threshold was chosen' }
  return { candidate: threshold, production: threshold }
}

function opponentOf(
  { production, truth }: Judging,
  threshold: Threshold,
): Pick<Bench, 'production' | 'missing'> {
  if (production.kind === 'none') return { production: undefined, missing: undefined }
  if (production.kind === 'unscored') return { production: undefined, missing: production.reason }
  const predictions = predictionsOf(truth, production.scores, { threshold })
  const missing = unusable(predictions)
  return missing === undefined ? { production: predictions, missing } : { production: undefined, missing }
}
