import type { DriftMethod } from '../project/drift-methods.ts'
import { andersonDarlingTest } from '../stats/anderson-darling.ts'
import { cramerVonMisesTest } from '../stats/cramer-von-mises.ts'
import { mannWhitneyTest } from '../stats/mann-whitney.ts'
import { normalSf } from '../stats/normal.ts'
import type { Moments } from '../stats/pooled.ts'
import { energyDistance, wassersteinDistance } from '../stats/transport.ts'
import { welchTest } from '../stats/welch.ts'
import { type Comparison, informativeRows, type Law, type Tested } from './comparison.ts'
import type { NumberEvidence } from './evidence.ts'

type NumberMethod = Extract<
  DriftMethod,
  | 'ks'
  | 'cramer-von-mises'
  | 'anderson-darling'
  | 'mann-whitney'
  | 'welch-t'
  | 'wasserstein'
  | 'energy'
  | 'mean'
  | 'spread'
>

type Figures = Omit<Tested, 'method' | 'rows'> | { undefined: string }

/** Compares two columns of numbers by one of the methods that are for numbers only. */
export function compareNumbers(method: NumberMethod, evidence: NumberEvidence): Comparison {
  if (evidence.unusable !== undefined) return { verdict: 'inconclusive', reason: evidence.unusable }
  const figures = methods[method](evidence)
  if (isOneValue(method, evidence, figures)) return { verdict: 'stable', reason: oneValue }
  if ('undefined' in figures) return whereUndefined(evidence, figures.undefined)
  if (!(figures.p >= 0 && figures.p <= 1) || !Number.isFinite(figures.effect))
    return whereUndefined(evidence, 'the values are too large or too near each other for a figure')
  return { method, rows: evidence.rows, ...figures }
}

const oneValue = 'holds one and the same value on both sides'

/**
 * Whether both sides hold the same constant. The rank test of Cramer and von Mises takes it for drift (as SciPy has it,
 * p = 1e-6 for 80 and 50 zeros), and distances of 0 are held for too few rows. KS says it by itself, without the cost of a sort.
 */
function isOneValue(method: NumberMethod, evidence: NumberEvidence, figures: Figures): boolean {
  if ('undefined' in figures || method === 'ks') return false
  const { x, y } = evidence.moments()
  return x.squares === 0 && y.squares === 0 && x.offset === y.offset && x.centre === y.centre
}

/** Constants have no test of most kinds, and yet it is plain whether they changed. */
function whereUndefined(evidence: NumberEvidence, reason: string): Comparison {
  const { x, y } = evidence.moments()
  if (x.squares > 0 || y.squares > 0) return { verdict: 'inconclusive', reason }
  return x.offset === y.offset && x.centre === y.centre
    ? { verdict: 'stable', reason: oneValue }
    : { verdict: 'drift', reason: 'held one value and holds another now' }
}

const methods: Record<NumberMethod, (evidence: NumberEvidence) => Figures> = {
  /** Kolmogorov and Smirnov; the effect is D itself, the largest gap between the distributions. */
  ks(evidence) {
    const { statistic, p } = evidence.ks()
    return { statistic, p, effect: statistic, law: { law: 'ks', gap: 1 } }
  },

  /** The effect is the root of the mean squared gap between the distributions. */
  'cramer-von-mises'(evidence) {
    const test = cramerVonMisesTest(evidence.pooled())
    if ('undefined' in test) return test
    return {
      ...pick(test),
      effect: Math.sqrt(Math.max(0, test.statistic) / informativeRows(evidence.rows)),
      law: { law: 'cramer-von-mises' },
    }
  },

  /** The same root, with gaps weighed by how rare such values are. */
  'anderson-darling'(evidence) {
    const test = andersonDarlingTest(evidence.pooled())
    if ('undefined' in test) return test
    return {
      ...pick(test),
      effect: Math.sqrt(test.square / informativeRows(evidence.rows)),
      law: { law: 'anderson-darling' },
    }
  },

  /** The effect is Cliff's delta: how much likelier a value of one side is above one of the other than below it. */
  'mann-whitney'(evidence) {
    const test = mannWhitneyTest(evidence.pooled())
    if ('undefined' in test) return test
    const { reference, current } = evidence.rows
    return {
      statistic: test.u,
      p: test.p,
      effect: Math.abs((2 * test.u) / (reference * current) - 1),
      law: { law: 'normal', rate: 3 },
    }
  },

  /** The effect is Cohen's d: the gap of the means over the root of the mean variance. */
  'welch-t'(evidence) {
    const moments = evidence.moments()
    const test = welchTest(moments)
    if ('undefined' in test) return test
    const spread = Math.sqrt((variance(moments.x) + variance(moments.y)) / 2)
    return { statistic: test.t, p: test.p, effect: Math.abs(shift(moments)) / spread, law: ofMeans }
  },

  /** The gap of the means in standard deviations of the reference; p is Welch's. */
  mean(evidence) {
    const moments = evidence.moments()
    const test = welchTest(moments)
    if ('undefined' in test) return test
    const statistic = shift(moments) / scaleOf(moments)
    return { statistic, p: test.p, effect: Math.abs(statistic), law: ofMeans }
  },

  /**
   * Logarithm of the ratio of the standard deviations, with the normal law that the fourth moments of both sides together give
   * (Layard 1973). Each side's own, in a hundred rows, would give seven false alarms of a hundred instead of five.
   */
  spread(evidence) {
    const { x, y } = evidence.moments()
    if (!(x.squares > 0 && y.squares > 0))
      return { undefined: 'one side holds one value only, whose spread has no ratio' }
    const statistic = Math.log(variance(y) / variance(x)) / 2
    const both = (x.rows * x.kurtosis + y.rows * y.kurtosis) / (x.rows + y.rows)
    const squared = (rows: number) => Math.max(0, both - (rows - 3) / Math.max(1, rows - 1)) / rows
    const noise = Math.sqrt((squared(x.rows) + squared(y.rows)) / 4)
    const shape = Math.max(both, 1.5)
    return {
      statistic,
      p: noise > 0 ? twoSided(Math.abs(statistic) / noise) : statistic === 0 ? 1 : 0,
      effect: Math.abs(statistic),
      law: { law: 'normal', rate: 4 / (shape - 1) },
    }
  },

  /** Wasserstein's distance in standard deviations of the reference. It has no law of its own: p is that of KS. */
  wasserstein(evidence) {
    const statistic = wassersteinDistance(evidence.pooled())
    const moments = evidence.moments()
    return {
      statistic,
      p: evidence.ks().p,
      effect: scaled(statistic / moments.unit, scaleOf(moments)),
      // The D of a normal law that is shifted by so many deviations.
      law: { law: 'ks', gap: 0.399 },
    }
  },

  /** Energy distance of values in standard deviations of the reference. p is that of KS. */
  energy(evidence) {
    const statistic = energyDistance(evidence.pooled())
    const moments = evidence.moments()
    return {
      statistic,
      p: evidence.ks().p,
      effect: scaled(statistic / Math.sqrt(moments.unit), Math.sqrt(scaleOf(moments))),
      law: { law: 'ks', gap: 0.53 },
    }
  },
}

const pick = ({ statistic, p }: { statistic: number; p: number }) => ({ statistic, p })

const ofMeans: Law = { law: 'normal', rate: 1 }

const twoSided = (z: number): number => Math.min(1, 2 * normalSf(Math.abs(z)))

/** Sample variance. */
const variance = ({ squares, rows }: Moments): number => squares / Math.max(1, rows - 1)

/** Mean of the window less that of the reference. */
const shift = ({ x, y }: { x: Moments; y: Moments }): number => y.offset - x.offset + (y.centre - x.centre)

/** Deviation of the reference (of the population, as Evidently and NannyML have it); of both sides where the reference is constant. */
function scaleOf({ x, y }: { x: Moments; y: Moments }): number {
  if (x.squares > 0) return Math.sqrt(x.squares / x.rows)
  const gap = shift({ x, y })
  const all = x.rows + y.rows
  return Math.sqrt(y.squares / all + (gap * gap * x.rows * y.rows) / all ** 2)
}

const scaled = (distance: number, scale: number): number => (distance === 0 ? 0 : distance / scale)
