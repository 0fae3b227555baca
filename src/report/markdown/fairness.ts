import type { MetricValue, Report } from '../../gates/report.ts'
import type { Fairness } from '../../gates/row-sections.ts'
import { count, counted, figure } from '../figures.ts'
import { rivalOf } from '../rival.ts'
import { blocks, code, folded, joined, lines, type Markdown, md } from './escape.ts'
import { rivalTitle } from './gates.ts'
import { table } from './table.ts'

/** Groups of one attribute that are shown; the page of the report has the rest. */
const mostGroups = 12

/** How both models treat the groups of each protected attribute, folded: gates that failed stand in the table above. */
export function fairnessSection(report: Report): Markdown {
  const { fairness = [] } = report
  if (fairness.length === 0) return md``
  const title = `Fairness: ${fairness.map(({ attribute }) => attribute).join(', ')}`
  return folded(title, fairnessBody(report))
}

/** The same without a fold. */
export function fairnessBody(report: Report): Markdown {
  return blocks((report.fairness ?? []).map((one) => attributePart(one, report)))
}

function attributePart(fairness: Fairness, report: Report): Markdown {
  return blocks([
    md`**${fairness.attribute}**`,
    groupsTable(fairness, report),
    measuresTable(fairness, report),
    legend(fairness),
  ])
}

function groupsTable({ groups }: Fairness, report: Report): Markdown {
  const names = [...new Set(groups.flatMap(({ figures }) => figures.map(({ figure }) => figure)))]
  const rival = rivalOf(report)
  return table(
    [
      { title: 'group' },
      { title: 'rows', align: 'right' },
      ...names.map((name) => ({ title: name, align: 'right' as const })),
    ],
    groups.map(({ name, rows, figures }) => [
      code(name),
      count(rows),
      ...names.map((wanted) => {
        const found = figures.find((one) => one.figure === wanted)
        const before = rival && found?.production ? md`<br><sub>was ${shown(found.production)}</sub>` : md``
        return md`${shown(found?.candidate)}${interval(found?.candidate)}${before}`
      }),
    ]),
    mostGroups,
  )
}

type GroupFigure = NonNullable<Fairness['groups'][number]['figures'][number]['candidate']>

function shown(of: GroupFigure | undefined): string {
  if (!of) return ''
  if (of.value === null) return `none of ${counted(of.rows, 'row')}`
  return `${figure(of.value)}${of.small ? ' *' : ''}`
}

function interval(of: GroupFigure | undefined): Markdown {
  return of?.interval ? md`<br><sub>${figure(of.interval.low)} to ${figure(of.interval.high)}</sub>` : md``
}

function measuresTable({ measures }: Fairness, report: Report): Markdown {
  const rival = rivalOf(report)
  return table(
    [
      { title: 'between groups' },
      { title: 'candidate', align: 'right' },
      { title: '95 % interval' },
      ...(rival ? [{ title: rivalTitle(rival), align: 'right' as const }] : []),
    ],
    measures.map(({ measure, class: of, candidate, interval: ends, production }) => [
      of === undefined ? code(measure) : md`${code(measure)} of class ${code(of, 60)}`,
      value(candidate),
      ends ? `${figure(ends.low)} to ${figure(ends.high)}` : '',
      ...(rival ? [value(production)] : []),
    ]),
  )
}

function value(metric: MetricValue | undefined): string {
  if (metric === undefined) return ''
  return 'value' in metric ? figure(metric.value) : `undefined: ${metric.undefined}`
}

/** Which groups take no part, by name. */
function legend({ groups, least }: Fairness): Markdown {
  const small = groups.filter(({ rows }) => rows < least)
  const named = small
    .slice(0, mostGroups)
    .map(({ name, rows }) => md`${code(name)} (${counted(rows, 'row')})`)
  const more = small.length > named.length ? md` and ${small.length - named.length} more` : md``
  return lines([
    md`<sub>\\* fewer than ${least} rows that it is of: shown, and no part of a figure between groups.</sub>`,
    ...(named.length > 0 ? [md`<sub>Too small to judge: ${joined(named)}${more}.</sub>`] : []),
  ])
}
