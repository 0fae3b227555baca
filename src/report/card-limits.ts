import type { Report } from '../gates/report.ts'
import type { Fairness } from '../gates/row-sections.ts'
import { counted, figure } from './figures.ts'
import { judgedRowsWords } from './holdout.ts'
import { standing } from './outcome.ts'
import { sentence } from './visible.ts'

/** Names of groups and slices that one line shows. */
const named = 12

/** What a reader of a card must not take for known: what was not checked, not applied, not decided or too small. Values are hostile text. */
export function limitsOf(report: Report): string[] {
  const { gates, slices, fairness, segments, checked = [], notes, data } = report
  const metricsOf = (where: string) =>
    gates
      .filter((gate) => standing(gate) === where)
      .map(({ gate, slice }) => (slice ? `${gate} of ${slice}` : gate))
  const listed = (list: readonly string[], words: string) =>
    list.length === 0 ? [] : [`${counted(list.length, 'gate')} ${words}: ${some(list)}.`]
  return [
    `The figures are of ${judgedRowsWords(report)} of ${data.dataset}; they say nothing of rows that are unlike these.`,
    ...gates.flatMap(({ gate, waiver }) =>
      waiver
        ? [
            `${gate} failed, and ${waiver.approver} agreed to that until ${waiver.until} (owner ${waiver.owner}): ${waiver.because}`,
          ]
        : [],
    ),
    ...listed(metricsOf('not-applied'), 'not applied, because there was nothing to compare with'),
    ...listed(metricsOf('inconclusive'), 'that too few rows could decide'),
    ...listed(metricsOf('warn'), 'missed, as a warning'),
    ...listed(metricsOf('info'), 'missed, for information only'),
    ...checked
      .filter((one) => one.verdict !== 'pass' || one.applied === false)
      .map(
        (one) => `${one.applied === false ? 'Not checked' : 'Checked, and in doubt'}: ${sentence(one.text)}`,
      ),
    ...(segments?.found ?? []).map(
      ({ name, rows, candidate, elsewhere }) =>
        `Worse on ${counted(rows, 'row')} with ${name}: ${segments?.metric} ${figure(candidate)}, ${figure(elsewhere)} elsewhere.`,
    ),
    ...(slices === undefined
      ? ['No slices were asked for: nobody looked at kinds of rows.']
      : unjudged(slices)),
    ...(fairness === undefined
      ? ['No protected attribute was named: nobody looked at how groups of people are treated.']
      : fairness.flatMap(small)),
    // Notes repeat the checks that are in doubt; once is enough.
    ...notes.filter((note) => !checked.some((one) => one.verdict !== 'pass' && sentence(one.text) === note)),
  ]
}

function unjudged(slices: NonNullable<Report['slices']>): string[] {
  const without = slices.filter(({ metrics }) => metrics.some(({ candidate }) => !('value' in candidate)))
  return without.length === 0
    ? []
    : [`${counted(without.length, 'slice')} without some figure: ${some(without.map(({ name }) => name))}.`]
}

function small({ attribute, groups, least }: Fairness): string[] {
  const few = groups.filter(({ rows }) => rows < least)
  return few.length === 0
    ? []
    : [
        `${counted(few.length, 'group')} by ${attribute} with fewer than ${least} rows, too small to judge: ${some(few.map(({ name }) => name))}.`,
      ]
}

function some(list: readonly string[]): string {
  const more = list.length - named
  return `${list.slice(0, named).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
