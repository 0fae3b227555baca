import { repeats } from '../evaluation/importance.ts'
import { plainFigure } from '../evaluation/metrics.ts'
import type { Parity } from '../evaluation/parity.ts'
import { mainMetric } from '../evaluation/robustness.ts'
import {
  artifactFigures,
  importanceFigures,
  parityFigures,
  predictionOf,
  robustnessFigures,
} from '../project/behaviour.ts'
import { type FamilyName, gateName } from '../project/measures.ts'
import type { Behaviour, BehaviourFigure } from './behaviour-section.ts'
import { type Bench, benchOf, type Judging } from './bench.ts'
import type { Importance } from './importance.ts'
import { measuresOf } from './measures.ts'
import type { Robustness } from './trials.ts'
import { numberOf } from './words.ts'

/** What both models predict on the whole, and how large their files are, whether there is a gate or not. */
export function behaviourOf(judging: Judging): Behaviour[] {
  const bench = benchOf(judging)
  const { task } = judging.model
  // Of several classes there is only the distance from production, which a first version does not have.
  const predicted = figuresOf(bench, 'prediction', predictionOf[task].keys())
  return [
    ...(predicted.length > 0 ? [{ of: 'prediction' as const, figures: predicted }] : []),
    { of: 'artifact', figures: figuresOf(bench, 'artifact', artifactFigures.keys()) },
    ...(judging.robustness ? [robustnessPart(bench, judging.robustness)] : []),
    ...(judging.importance ? [importancePart(bench, judging.importance)] : []),
    ...(judging.parity ? [parityPart(bench, judging.parity)] : []),
  ]
}

function robustnessPart(bench: Bench, { rows, noise }: Robustness): Behaviour {
  return {
    of: 'robustness',
    how: `${numberOf(rows.length, 'row')}, noise of ${noise} standard deviations, losses of ${mainMetric(bench.candidate).name}`,
    figures: figuresOf(bench, 'robustness', robustnessFigures.keys()),
  }
}

function parityPart(bench: Bench, parity: Parity): Behaviour {
  return {
    of: 'parity',
    how: 'undefined' in parity ? `undefined: ${parity.undefined}` : parity.how,
    figures: figuresOf(bench, 'parity', parityFigures.keys()),
  }
}

function importancePart(bench: Bench, { rows, candidate, production }: Importance): Behaviour {
  const before = new Map(
    production && !('undefined' in production)
      ? production.map(({ feature, mean, deviation }) => [feature, { mean, deviation }])
      : [],
  )
  const known = 'undefined' in candidate ? [] : candidate
  return {
    of: 'importance',
    how: `losses of ${mainMetric(bench.candidate).name} where a feature is permuted, ${repeats} times each on ${numberOf(rows, 'row')}${'undefined' in candidate ? `; undefined: ${candidate.undefined}` : ''}`,
    figures: figuresOf(bench, 'importance', importanceFigures.keys()),
    features: known
      .toSorted((a, b) => b.mean - a.mean)
      .map(({ feature, mean, deviation }) => {
        const other = before.get(feature)
        return { feature, candidate: { mean, deviation }, ...(other && { production: other }) }
      }),
  }
}

/** Every figure of a family, of both models; one that compares is left out where there is nothing to compare with. */
export function figuresOf(bench: Bench, family: FamilyName, names: Iterable<string>): BehaviourFigure[] {
  return [...names].flatMap((name) => {
    const figure = gateName(family, name)
    const asked = { family, metric: figure, minRows: undefined, test: anyFigure }
    return measuresOf(bench, asked).flatMap(({ against, owed, candidate, interval, production }) => {
      if (against && bench.firstVersion) return []
      const ends = interval()
      return [
        {
          figure,
          candidate: plainFigure(candidate()),
          interval: ends && { low: ends.low, high: ends.high },
          ...(!(against || owed || bench.firstVersion) && { production: plainFigure(production()) }),
        },
      ]
    })
  })
}

const anyFigure = {
  of: 'figure',
  rule: 'min',
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
} as const
