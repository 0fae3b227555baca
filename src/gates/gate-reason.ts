import type { Answer } from './compare.ts'
import { type ChangeRule, type Gate, isLoss } from './gate.ts'
import type { GateResult } from './report.ts'
import { countText, endText, figureText, moveText, spanText } from './words.ts'

type Interval = GateResult['interval']

/** `roc_auc is 0.726 (95 % interval 0.700 to 0.752), below the 0.8 asked for`. */
export function figureReason(
  gate: Gate,
  test: Extract<Gate['test'], { of: 'figure' }>,
  { value, pass, interval }: { value: number; pass: boolean; interval: Interval },
): string {
  const span = interval ? ` (95 % interval ${figureText(interval.low)} to ${figureText(interval.high)})` : ''
  const ends = [test.low, test.high].filter(Number.isFinite)
  const is = `${gate.metric} is ${figureText(value, ...ends)}${span}`
  switch (test.rule) {
    case 'min':
      return pass ? `${is}, at least the ${gate.text} asked for` : `${is}, below the ${gate.text} asked for`
    case 'max':
      return pass ? `${is}, at most the ${gate.text} allowed` : `${is}, above the ${gate.text} allowed`
    case 'equal':
      return pass ? `${is}, equal to the ${gate.text} asked for` : `${is}, not the ${gate.text} asked for`
    case 'between': {
      const side = value < test.low ? 'below' : 'above'
      return pass ? `${is}, within the ${gate.text} asked for` : `${is}, ${side} the ${gate.text} asked for`
    }
  }
}

/** What a comparison came to, in the same words whoever reads them: move, interval, limit, and what would decide. */
export function comparisonReason(
  gate: Gate,
  test: Extract<Gate['test'], { of: 'change' }>,
  found: {
    change: number
    /** The limit as a signed change. */
    limit: number
    said: Answer
    interval: Interval
    /** What was judged; absent where the estimate was. */
    bounds?: { low: number; high: number }
    rows: number
    /** What `rows` counts. */
    each?: string | undefined
  },
): string {
  const { change, limit, said, interval, bounds, rows, each = 'rows' } = found
  // Two models that agree on every row leave an interval of no width, which says nothing more than `did not change`.
  const moves = interval !== null && (interval.low !== 0 || interval.high !== 0)
  const span = moves ? ` (95 % interval ${spanText(interval, change)})` : ''
  const moved = `${gate.metric} ${moveText(change, limit)}${span}`
  const asked = askedText(gate, test, limit)
  const byEstimate = bounds === undefined ? ', by the estimate' : ''
  if (said.verdict === 'pass')
    return `${moved}, ${insideText(test.rule, { change, asked })}${byEstimate}${boundText(found)}`
  if (said.verdict === 'fail')
    return `${moved}, ${outsideWord(test.rule)} ${asked}${byEstimate}${boundText(found)}`
  const needed =
    said.rowsNeeded === undefined
      ? `no usual number of ${each} would decide`
      : `about ${countText(said.rowsNeeded)} ${each} would decide, there are ${countText(rows)}`
  if (said.uncorrected)
    return `${moved}, ${outsideWord(test.rule)} ${asked}, but by too little to say so among several gates: ${needed}`
  return `${moved}, too uncertain to hold against ${asked}: ${needed}`
}

/** `the 0.01 allowed`; a percentage is followed by the number it comes to. */
function askedText(gate: Gate, test: Extract<Gate['test'], { of: 'change' }>, limit: number): string {
  const text = 'relative' in test.margin ? `${gate.text} (${figureText(Math.abs(limit))})` : gate.text
  return isLoss(test.rule) ? `the ${text} allowed` : `the ${text} asked for`
}

function insideText(rule: ChangeRule, { change, asked }: { change: number; asked: string }): string {
  if (!isLoss(rule)) return `at least ${asked}`
  const worse = rule === 'max-drop' ? change < 0 : change > 0
  return worse ? `within ${asked}` : `which leaves ${asked} untouched`
}

function outsideWord(rule: ChangeRule): string {
  return isLoss(rule) ? 'beyond' : 'short of'
}

/** Where the two-sided interval crosses the limit and the one-sided bound does not, a reader needs the bound. */
function boundText({
  limit,
  interval,
  bounds,
}: {
  limit: number
  interval: Interval
  bounds?: { low: number; high: number }
}): string {
  if (!interval || !bounds || interval.low > limit || interval.high < limit) return ''
  const bound = bounds.low >= limit ? bounds.low : bounds.high
  return `; its one-sided 95 % bound is ${endText(bound)}`
}
