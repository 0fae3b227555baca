import type { Report } from '../../gates/report.ts'
import { count, figure } from '../figures.ts'
import { visible } from '../visible.ts'
import { columns } from './columns.ts'

/** How the candidate treats the groups of each protected attribute; the gates say what is asked of it. */
export function fairnessLines({ fairness = [] }: Report): string[] {
  return fairness.flatMap(({ attribute, least, groups }) => {
    const names = [...new Set(groups.flatMap(({ figures }) => figures.map(({ figure }) => figure)))]
    return [
      `  groups by ${visible(attribute, 120)} (* fewer than ${least} rows that it is of: no part of fairness figures)`,
      ...columns(
        [
          { title: 'group' },
          { title: 'rows', align: 'right' },
          ...names.map((name) => ({ title: visible(name, 40), align: 'right' as const })),
        ],
        groups.map(({ name, rows, figures }) => [
          visible(name, 60),
          count(rows),
          ...names.map((wanted) => {
            const found = figures.find((one) => one.figure === wanted)?.candidate
            if (!found) return ''
            return found.value === null ? 'none' : `${figure(found.value)}${found.small ? ' *' : ''}`
          }),
        ]),
        4,
      ),
    ]
  })
}
