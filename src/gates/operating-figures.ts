import type { Truth } from '../data/truth.ts'
import { plainFigure } from '../evaluation/metrics.ts'
import { classCounts } from '../evaluation/predictions.ts'
import type { Threshold } from '../evaluation/tasks.ts'
import { ruleWords, type Threshold as Written } from '../project/schema/thresholds.ts'
import { type Bench, benchOf, type Judging } from './bench.ts'
import { gatesOf } from './gate.ts'
import { metricOf, ofPoint, pointAndMetric } from './measures.ts'
import type { Both, Operating } from './operating.ts'
import type { OperatingFigures, PointFigures } from './operating-section.ts'

/** What a reader wants to know of a point where no gate says. */
const usual = ['precision', 'recall', 'specificity', 'f1']

/** Where predictions become positive, how that was chosen, and both models there; nothing where one number says it all. */
export function operatingFigures(judging: Judging, operating: Operating): OperatingFigures | undefined {
  const { threshold, points = {} } = judging.model.evaluate
  const { truth } = judging
  if (truth.task !== 'binary-classification') return undefined
  if (typeof threshold === 'number' && Object.keys(points).length === 0) return undefined
  const bench = benchOf(judging)
  const gated = gatesOf(judging.model).filter(({ family }) => family === 'points')
  const { parted } = operating
  return {
    ...(parted && { chosenOn: parted.part.length }),
    judged: countsOf(truth),
    points: [
      { name: null, ...figuresAt(bench, { written: threshold, at: operating.threshold, metrics: usual }) },
      ...Object.entries(points).map(([name, written]): PointFigures => {
        const asked = gated
          .map(({ metric }) => pointAndMetric(metric))
          .flatMap((each) => (each.point === name ? [each.metric] : []))
        const at = operating.points.get(name)
        if (!at) throw new Error(`nothing is known of the point ${name}`)
        return {
          name,
          ...figuresAt(bench, {
            written: typeof written === 'number' ? written : { choose: written },
            at,
            metrics: [...new Set([...usual, ...asked])],
            point: name,
          }),
        }
      }),
    ],
  }
}

function figuresAt(
  bench: Bench,
  {
    written,
    at,
    metrics,
    point,
  }: {
    written: number | Pick<Exclude<Written, number>, 'choose'>
    at: Both
    metrics: readonly string[]
    point?: string
  },
): Omit<PointFigures, 'name'> {
  const { firstVersion, broken } = bench
  return {
    rule: typeof written === 'number' ? null : ruleWords(written.choose),
    candidate: broken === undefined ? asFigure(at.candidate) : { undefined: broken },
    ...(!firstVersion && { production: asFigure(at.production) }),
    metrics: metrics.map((metric) => {
      const of = metricOf(bench, metric, point === undefined ? undefined : ofPoint(bench, point))
      const interval = of.interval()
      return {
        metric,
        candidate: plainFigure(of.candidate()),
        interval: interval && { low: interval.low, high: interval.high },
        ...(!firstVersion && { production: plainFigure(of.production()) }),
      }
    }),
  }
}

function asFigure(threshold: Threshold) {
  return typeof threshold === 'number' ? { value: threshold } : threshold
}

function countsOf({ y }: Extract<Truth, { task: 'binary-classification' }>) {
  return { rows: y.length, positives: classCounts(y).positives }
}
