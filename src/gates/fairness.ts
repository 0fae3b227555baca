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
    interval: once(() => (broken === undefined ? fairnessInterval(asked, candidate, bench.sampling) : null)),
    change: once(() =>
      production === undefined || broken !== undefined
        ? noFigure(bench)
        : fairnessChange(asked, { pair: { candidate, production }, sampling: bench.sampling }),
    ),
  }
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
