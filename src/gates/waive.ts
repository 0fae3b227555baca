import { unknownName } from '../project/nearest.ts'
import type { Waiver } from '../project/schema/waivers.ts'
import type { GateResult } from './report.ts'

const day = 864e5
/** A waiver that holds for ever is a change of policy, and is to be made as one. */
const longest = 366 * day

/** Whether a waiver holds on a day such as 2026-03-01, by UTC; `until` is its last. */
export function inForce({ until }: Pick<Waiver, 'until'>, today: string): boolean {
  return today <= until && Date.parse(until) - Date.parse(today) <= longest
}

/**
 * Results with what is waived of them: a gate that fails warns, and says who agreed to that, why and until when. Nothing
 * else is touched: an error says that nothing is known, and what is inconclusive a person decides anyway.
 */
export function waived(
  results: readonly GateResult[],
  { waivers = [], today }: { waivers?: readonly Waiver[] | undefined; today: string },
): GateResult[] {
  const holding = waivers.filter((one) => inForce(one, today))
  return results.map((result) => {
    const ofGate = holding.filter(({ gate }) => gate === result.gate)
    const waiver =
      ofGate.find(({ slice }) => slice !== undefined && slice === result.slice) ??
      ofGate.find(({ slice }) => slice === undefined)
    if (waiver === undefined || result.verdict !== 'fail' || result.level === 'info') return result
    const { owner, approver, until, because } = waiver
    return {
      ...result,
      verdict: 'warn',
      waiver: { owner, approver, until, because },
      reason: `${result.reason}; waived until ${until} by ${approver} for ${owner}: ${because}`,
    }
  })
}

/** What a reader must know of waivers: those that were used are in the results, so these are those that do not hold. */
export function waiverNotes({
  waivers = [],
  today,
  slices,
}: {
  waivers?: readonly Waiver[] | undefined
  today: string
  /** What slices and protected attributes there are among the held-out rows. */
  slices: readonly string[]
}): string[] {
  return waivers.flatMap((waiver) => {
    const { gate, slice, until } = waiver
    const of = `${gate}${slice === undefined ? '' : ` of ${slice}`}`
    const told = (why: string) => [`The waiver of ${of} ${why}, so it has no effect.`]
    if (!inForce(waiver, today))
      return told(today > until ? `ended on ${until}` : `reaches further than a year, to ${until}`)
    if (slice === undefined || slices.includes(slice)) return []
    const { message, hint } = unknownName('slice', slice, slices)
    return told(`names what is not there: ${message} (${hint})`)
  })
}
