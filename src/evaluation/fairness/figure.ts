import type { Figure } from '../metrics.ts'
import { lacksThreshold, type Untold } from '../predictions.ts'
import { type Predictions, unusable } from '../tasks.ts'
import { type Attribute, between, type GroupValue, type Part, partsOf } from './groups.ts'
import type { FairnessMeasure } from './measures.ts'

/** One measure between the groups of one attribute. */
export interface Between {
  measure: FairnessMeasure
  attribute: Attribute
  /** A group with fewer rows takes no part. */
  least: number
}

/** A figure between groups and what it rests on. */
export interface FairnessFigure {
  figure: Figure
  /** Why the groups cannot carry it, whatever the model; a gate is then inconclusive. */
  few?: string
  /** The groups that are furthest apart, where the figure has a value. */
  extremes?: { part: string; low: GroupValue; high: GroupValue }
  /** Names of the groups that take no part somewhere, with the rows that they have there. */
  small: (Pick<GroupValue, 'name' | 'rows' | 'effective'> & { of: string })[]
}

/**
 * A measure of usable predictions. With `beside`, the other model of a comparison, a group takes part where it is large
 * enough for both. What fairlearn calls 0 for a group without a row to divide by is left out here, and said.
 */
export function fairnessFigure(
  { measure, attribute, least }: Between,
  predictions: Predictions,
  beside?: Predictions,
): FairnessFigure {
  const reason =
    unusable(predictions) ?? (measure.kind === 'mean' ? measure.mean.reason?.(predictions) : undefined)
  if (reason !== undefined) return { figure: { undefined: reason }, small: [] }
  const lacking = labelsLacking(measure, predictions)
  if (lacking) return { figure: lacking, small: [] }
  const other = beside && !labelsLacking(measure, beside) ? beside : undefined
  const parts = jointParts({ measure, attribute, least }, predictions, other)
  const small = smallOf(parts)
  const few = parts.find(({ judged }) => judged.length < 2)
  if (few) {
    const why = tooFewWords(few, { least, groups: attribute.groups.length, small })
    return { figure: { undefined: why }, few: why, small }
  }
  const figure = between(
    measure.by,
    parts.map(({ judged }) => judged.map(({ value }) => value)),
  )
  if ('undefined' in figure) return { figure, few: figure.undefined, small }
  return { figure, extremes: extremesOf(measure.by, parts, figure.value), small }
}

/** Rates are of labels, which need a threshold. */
function labelsLacking(measure: FairnessMeasure, predictions: Predictions): Untold | undefined {
  if (measure.kind !== 'rates' || predictions.task !== 'binary-classification') return undefined
  return lacksThreshold(predictions)
}

/** The parts of one model, with the groups that are large enough for both models where there are two. */
export function jointParts(
  { measure, attribute, least }: Between,
  predictions: Predictions,
  beside: Predictions | undefined,
): Part[] {
  const own = partsOf(measure, { attribute, predictions, least })
  if (beside === undefined) return own
  const others = partsOf(measure, { attribute, predictions: beside, least })
  return own.map((part, index) => {
    const other = new Map(others[index]?.small.map((group) => [group.name, group]))
    return {
      ...part,
      judged: part.judged.filter(({ name }) => !other.has(name)),
      small: [
        ...part.small,
        ...part.judged.flatMap(({ name }) => {
          const found = other.get(name)
          return found ? [found] : []
        }),
      ],
    }
  })
}

/** Each group once, with the first kind of rows that it has too few of. */
function smallOf(parts: readonly Part[]): FairnessFigure['small'] {
  const found = new Map<string, FairnessFigure['small'][number]>()
  for (const { small, of } of parts)
    for (const { value: _, ...group } of small)
      if (!found.has(group.name)) found.set(group.name, { ...group, of })
  return [...found.values()]
}

function tooFewWords(
  { judged, of }: Part,
  { least, groups, small }: { least: number; groups: number; small: FairnessFigure['small'] },
): string {
  if (groups < 2) return `there is only one group${groups === 1 ? '' : ' at most'}`
  const left = judged.length === 0 ? 'no group has' : 'only one group has'
  const effective = small.some((group) => group.effective !== undefined) ? 'effective ' : ''
  return `${left} ${least} ${effective}${of} (${smallWords(small)})`
}

/** `15 positive rows`, `31 positive rows, 12.4 effective ones` */
function sizeWords({ rows, effective }: Pick<GroupValue, 'rows' | 'effective'>, of: string): string {
  return `${rows} ${of}${effective === undefined ? '' : `, ${Number(effective.toFixed(1))} effective ones`}`
}

/** More names than this say nothing more. */
const mostNamed = 3

/** `race=Other: 15 rows, race=Eskimo: 13 rows and 2 more` */
export function smallWords(small: FairnessFigure['small']): string {
  const named = small
    .slice(0, mostNamed)
    .map(({ name, of, ...counts }) => `${name}: ${sizeWords(counts, of)}`)
  const more = small.length - named.length
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function extremesOf(
  by: FairnessMeasure['by'],
  parts: readonly Part[],
  value: number,
): NonNullable<FairnessFigure['extremes']> {
  for (const { name, judged } of parts) {
    const sorted = judged.toSorted((a, b) => a.value - b.value)
    const [low, high] = [sorted[0] as GroupValue, sorted.at(-1) as GroupValue]
    const found = between(by, [[low.value, high.value]])
    if ('value' in found && found.value === value) return { part: name, low, high }
  }
  throw new Error('a figure between groups is that of none of its parts')
}
