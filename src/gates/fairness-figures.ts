import { fairnessFigure } from '../evaluation/fairness/figure.ts'
import { type GroupFigure, groupFigures } from '../evaluation/fairness/group-figures.ts'
import { type Attribute, leastGroupRows } from '../evaluation/fairness/groups.ts'
import { fairnessInterval } from '../evaluation/fairness/known.ts'
import { fairnessMeasures } from '../evaluation/fairness/measures.ts'
import { plainFigure } from '../evaluation/metrics.ts'
import { type Bench, benchOf, type Judging, noFigure } from './bench.ts'
import { betweenOf } from './fairness.ts'
import { gatesOf } from './gate.ts'
import type { Fairness } from './report.ts'

/** The figures of both models on each group of the protected attributes, and every measure between them. */
export function fairnessFigures(judging: Judging): Fairness[] {
  const bench = benchOf(judging)
  const asked = new Set(
    gatesOf(judging.model).flatMap(({ family, minRows }) => (family === 'fairness' ? [minRows] : [])),
  )
  const [first] = asked
  const least = asked.size === 1 && first !== undefined ? first : leastGroupRows
  return bench.attributes.map((attribute) => ({
    attribute: attribute.name,
    least,
    groups: groupsOf(bench, { attribute, least }),
    measures: measuresOf(bench, { attribute, least }),
  }))
}

interface Asked {
  attribute: Attribute
  least: number
}

function groupsOf({ candidate, production, broken }: Bench, { attribute, least }: Asked): Fairness['groups'] {
  const own = broken === undefined ? groupFigures(candidate, { attribute, least }) : undefined
  const others = production && groupFigures(production, { attribute, least })
  return attribute.groups.map(({ name, rows }, index) => {
    const [after, before] = [own?.[index], others?.[index]]
    const names = [...(after ?? before ?? new Map<string, GroupFigure>()).keys()]
    return {
      name,
      rows: rows.length,
      figures: names.map((figure) => {
        const [one, other] = [after?.get(figure), before?.get(figure)]
        return { figure, ...(one && { candidate: one }), ...(other && { production: other }) }
      }),
    }
  })
}

function measuresOf(bench: Bench, { attribute, least }: Asked): Fairness['measures'] {
  const { candidate, production, broken, firstVersion, sampling } = bench
  return [...fairnessMeasures(candidate.task).keys()].map((metric) => {
    const asked = betweenOf(bench, { attribute, metric, least })
    const interval = broken === undefined ? fairnessInterval(asked, candidate, sampling) : null
    return {
      measure: metric,
      candidate:
        broken === undefined ? plainFigure(fairnessFigure(asked, candidate).figure) : { undefined: broken },
      interval: interval && { low: interval.low, high: interval.high },
      ...(!firstVersion && {
        production: plainFigure(production ? fairnessFigure(asked, production).figure : noFigure(bench)),
      }),
    }
  })
}
