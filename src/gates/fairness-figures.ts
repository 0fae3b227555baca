import { fairnessFigure } from '../evaluation/fairness/figure.ts'
import { type GroupFigure, groupFigures } from '../evaluation/fairness/group-figures.ts'
import { type Attribute, leastGroupRows } from '../evaluation/fairness/groups.ts'
import { fairnessInterval } from '../evaluation/fairness/known.ts'
import { plainFigure } from '../evaluation/metrics.ts'
import { fairnessOf, isOfEachClass } from '../project/fairness.ts'
import { type Bench, benchOf, type Judging, noFigure } from './bench.ts'
import { classBench, classesOf } from './class-bench.ts'
import { betweenOf } from './fairness.ts'
import { gatesOf } from './gate.ts'
import type { Fairness } from './row-sections.ts'

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

/** Of more classes than this, nobody reads a share for each. */
const mostClasses = 6

function groupsOf(bench: Bench, asked: Asked): Fairness['groups'] {
  const classes = classesOf(bench)
  const parts = [
    { figures: figuresOfGroups(bench, asked), named: (figure: string) => figure },
    ...(classes.length > mostClasses ? [] : classes).map((name, index) => ({
      figures: figuresOfGroups(classBench(bench, index, 'selection_rate'), asked, 'selection_rate'),
      named: (figure: string) => `${figure} of ${name}`,
    })),
  ]
  return asked.attribute.groups.map(({ name, rows }, index) => ({
    name,
    rows: rows.length,
    figures: parts.flatMap(({ figures, named }) =>
      (figures[index] ?? []).map((one) => ({ ...one, figure: named(one.figure) })),
    ),
  }))
}

/** The figures of both models on each group; one of them where a name is given. */
function figuresOfGroups(
  { candidate, production, broken }: Bench,
  { attribute, least }: Asked,
  only?: string,
): Fairness['groups'][number]['figures'][] {
  const own = broken === undefined ? groupFigures(candidate, { attribute, least }) : undefined
  const others = production && groupFigures(production, { attribute, least })
  return attribute.groups.map((_, index) => {
    const [after, before] = [own?.[index], others?.[index]]
    const names = [...(after ?? before ?? new Map<string, GroupFigure>()).keys()]
    return names
      .filter((figure) => only === undefined || figure === only)
      .map((figure) => {
        const [one, other] = [after?.get(figure), before?.get(figure)]
        return { figure, ...(one && { candidate: one }), ...(other && { production: other }) }
      })
  })
}

function measuresOf(bench: Bench, asked: Asked): Fairness['measures'] {
  const { task } = bench.candidate
  return [...fairnessOf[task].keys()].map((metric) => {
    if (!isOfEachClass(task, metric)) return measureOf(bench, { ...asked, metric })
    const worst = worstClass(bench, { ...asked, metric })
    return { ...measureOf(worst.bench, { ...asked, metric }), class: worst.name }
  })
}

function measureOf(bench: Bench, of: Asked & { metric: string }): Fairness['measures'][number] {
  const { candidate, production, broken, firstVersion, sampling } = bench
  const asked = betweenOf(bench, of)
  const interval = broken === undefined ? fairnessInterval(asked, candidate, sampling) : null
  return {
    measure: of.metric,
    candidate:
      broken === undefined ? plainFigure(fairnessFigure(asked, candidate).figure) : { undefined: broken },
    interval: interval && { low: interval.low, high: interval.high },
    ...(!firstVersion && {
      production: plainFigure(production ? fairnessFigure(asked, production).figure : noFigure(bench)),
    }),
  }
}

/** The class on which the candidate's groups are furthest apart; the first one where no class can be judged. */
function worstClass(bench: Bench, of: Asked & { metric: string }): { name: string; bench: Bench } {
  const found = classesOf(bench).map((name, index) => {
    const own = classBench(bench, index, of.metric)
    const asked = betweenOf(own, of)
    const { figure } = fairnessFigure(asked, own.candidate)
    const apart = 'undefined' in figure ? Number.NEGATIVE_INFINITY : figure.value
    return { name, bench: own, apart: asked.measure.by === 'ratio' ? -Math.abs(apart) : apart }
  })
  const [first, ...rest] = found
  if (!first) throw new Error('a multiclass classification has no class')
  return rest.reduce((worst, next) => (next.apart > worst.apart ? next : worst), first)
}
