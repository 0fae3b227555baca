import type { Truth } from '../data/truth.ts'
import { figureOf, predictionsOf, type Threshold, unusable } from '../evaluation/tasks.ts'
import type { RankedBy } from '../project/best-run.ts'
import type { Scorable } from './contender.ts'
import type { Ranking } from './ranking.ts'
import type { Answered } from './scores.ts'

/** A version of the registry that could be asked, and what it said. */
export interface Ranked {
  version: Scorable
  answered: Answered
  /** Where its predictions become positive. */
  threshold: Threshold
}

/** The best version, if there is one, with what all came to. */
export interface Best {
  best: Ranked | null
  ranking: Ranking
}

/**
 * The version with the best figure on these rows. Of several with the same, it is the first: they come with production first,
 * then the newest. One whose figure is undefined, NaN or infinite is not ranked, and told.
 */
export function bestOf(asked: readonly Ranked[], { by, truth }: { by: RankedBy; truth: Truth }): Best {
  const figures = asked.map((one) => ({ ...one, ...rankedFigure(one, { by, truth }) }))
  const sign = by.better === 'higher' ? -1 : 1
  const known = figures
    .flatMap((one) => ('value' in one ? [one] : []))
    .toSorted((a, b) => sign * (a.value - b.value))
  const unknown = figures.flatMap((one) => ('unscored' in one ? [one] : []))
  const [first] = known
  return {
    best: first ? { version: first.version, answered: first.answered, threshold: first.threshold } : null,
    ranking: {
      ...by,
      versions: [
        ...known.map(({ version: { version }, value }) => ({ version, value })),
        ...unknown.map(({ version: { version }, unscored }) => ({ version, unscored })),
      ],
    },
  }
}

function rankedFigure(
  { answered, threshold }: Ranked,
  { by, truth }: { by: RankedBy; truth: Truth },
): { value: number } | { unscored: string } {
  if (!answered.ok) return { unscored: answered.reason }
  const predictions = predictionsOf(truth, answered.scores, { threshold })
  const why = unusable(predictions)
  if (why !== undefined) return { unscored: why }
  const figure = figureOf(by.metric, predictions)
  if ('undefined' in figure) return { unscored: `its ${by.metric} is undefined: ${figure.undefined}` }
  return Number.isFinite(figure.value)
    ? { value: figure.value }
    : { unscored: `its ${by.metric} is no finite number` }
}
