import type { Report } from '../gates/report.ts'
import { counted, figure } from './figures.ts'

/** `tenure below 4: log_loss 0.71 against 0.42 elsewhere, 213 rows`, the worst first. */
export function segmentWords({ segments }: Report): string[] {
  if (!segments) return []
  const { metric, found } = segments
  return found.map(({ name, rows, candidate, elsewhere, production }) => {
    const before = production === undefined ? '' : ` (${figure(production)} by what it is compared with)`
    return `${name}: ${metric} ${figure(candidate)}${before} against ${figure(elsewhere)} elsewhere, ${counted(rows, 'row')}`
  })
}

/** How they were found, for those who want to know what they are worth. */
export function searchWords({ tried }: NonNullable<Report['segments']>): string {
  return `Found on one half of the held-out rows; of ${counted(tried, 'segment')} tried on the other half, those that are worse there too, with 95 % confidence for all together. For information: no verdict rests on it.`
}
