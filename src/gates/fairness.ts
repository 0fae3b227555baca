import { clustersOf, stretched, wider } from '../evaluation/clustered.ts'
import { leastRows } from '../evaluation/comparison.ts'
import {
  type Between,
  type FairnessFigure,
  fairnessFigure,
  smallWords,
} from '../evaluation/fairness/figure.ts'
import { type Attribute, leastGroupRows } from '../evaluation/fairness/groups.ts'
import { fairnessChange, fairnessInterval } from '../evaluation/fairness/known.ts'
import { fairnessMeasures } from '../evaluation/fairness/measures.ts'
import type { Interval } from '../evaluation/interval.ts'
import type { Predictions } from '../evaluation/tasks.ts'
import { oneLine } from '../model/text.ts'
import { isOfEachClass } from '../project/fairness.ts'
import { type Bench, noFigure } from './bench.ts'
import { classBench, classesOf } from './class-bench.ts'
import type { Gate } from './gate.ts'
import { type Measure, once } from './measure.ts'
import { figureText } from './words.ts'

type Asked = { attribute: Attribute } & Pick<Gate, 'metric' | 'minRows' | 'test'>

/** The figures between the groups of one attribute that a gate is about: one, or one of each class against the rest. */
export function measuresBetween(bench: Bench, asked: Asked): Measure[] {
  const { metric } = asked
  if (!isOfEachClass(bench.candidate.task, metric)) return [fairnessMeasure(bench, asked)]
  return classesOf(bench).map((name, index) => {
    const measure = fairnessMeasure(classBench(bench, index, metric), asked)
    return {
      ...measure,
      class: name,
      remark() {
        const said = measure.remark?.()
        return said === undefined ? undefined : `of the class ${oneLine(name, 80)}: ${said}`
      },
    }
  })
}

/**
 * A figure between the groups of one attribute, for a gate. Groups below the gate's `min-rows` (30 if it has none) take no
 * part; where the gate compares two models, neither do those that are too small for one of them.
 */
function fairnessMeasure(
  bench: Bench,
  { attribute, metric, minRows = leastGroupRows, test }: Asked,
): Measure {
  const { candidate, production, broken } = bench
  const compares = test.of === 'change'
  const least = compares && bench.byInterval ? Math.max(minRows, leastRows) : minRows
  const asked = betweenOf(bench, { attribute, metric, least })
  const belonging = belongingOf(candidate)
  const of = (predictions: Predictions, beside: Predictions | undefined) =>
    fairnessFigure(asked, predictions, compares ? beside : undefined)
  const own = once(
    (): FairnessFigure =>
      broken === undefined ? of(candidate, production) : { figure: { undefined: broken }, small: [] },
  )
  return {
    slice: attribute.name,
    rows: candidate.y.length,
    support: { rows: candidate.y.length, words: (rows) => `there are ${rows}` },
    tooFew: () => own().few,
    remark: () => remarkOf(own()),
    candidate: () => own().figure,
    production: once(() => (production ? of(production, candidate).figure : noFigure(bench))),
    interval: once((): Interval | null => {
      const { figure } = own()
      if (broken !== undefined || 'undefined' in figure) return null
      const interval = fairnessInterval(asked, candidate, bench.sampling)
      if (!interval || !belonging) return interval
      return wider(interval, { estimate: figure.value, ...belonging, range: rangeOf(candidate, metric) })
    }),
    change: once(() => {
      if (production === undefined || broken !== undefined) return noFigure(bench)
      const change = fairnessChange(asked, { pair: { candidate, production }, sampling: bench.sampling })
      if (!belonging || 'undefined' in change) return change
      return { known: stretched(change.known, belonging.slopes, belonging.clusters) }
    }),
  }
}

/** Rows of one cluster count as one row: which groups are furthest apart hangs on all of them, so nothing tells how alike they are. */
function belongingOf(predictions: Predictions) {
  const clusters = clustersOf(predictions)
  return clusters && { clusters, slopes: new Float64Array(clusters.length) }
}

/** Where a difference or ratio between groups can lie. */
function rangeOf({ task }: Predictions, metric: string): { low: number; high: number } {
  const measure = fairnessMeasures(task).get(metric)
  return { low: 0, high: measure?.kind === 'mean' ? Number.POSITIVE_INFINITY : 1 }
}

/** What a measure of that name is between, or a bug: gates are read by the same names. */
export function betweenOf(
  { candidate }: Pick<Bench, 'candidate'>,
  { attribute, metric, least }: { attribute: Attribute; metric: string; least: number },
): Between {
  const measure = fairnessMeasures(candidate.task).get(metric)
  if (!measure) throw new Error(`${metric} is no measure between groups of a ${candidate.task}`)
  return { measure, attribute, least }
}

/** `selection_rate is 0.265 of sex=Male and 0.078 of sex=Female; too small to take part: race=Other: 15 rows` */
function remarkOf({ extremes, few, small }: FairnessFigure): string | undefined {
  if (few !== undefined) return undefined
  const apart = extremes
    ? `${extremes.part} is ${figureText(extremes.high.value)} of ${extremes.high.name} and ${figureText(extremes.low.value)} of ${extremes.low.name}`
    : undefined
  const left = small.length > 0 ? `too small to take part: ${smallWords(small)}` : undefined
  const said = [apart, left].filter((part) => part !== undefined)
  return said.length === 0 ? undefined : said.join('; ')
}
