import type { Report } from '../../gates/report.ts'
import { counted } from '../figures.ts'
import { searchWords, segmentWords } from '../segments.ts'
import { blocks, folded, lines, type Markdown, md } from './escape.ts'

/** The rows that the candidate does worst on, folded. */
export function segmentsSection(report: Report): Markdown {
  const words = segmentWords(report)
  if (!report.segments || words.length === 0) return md``
  return folded(
    counted(words.length, 'weak segment'),
    blocks([lines(words.map((line) => md`- ${line}`)), md`<sub>${searchWords(report.segments)}</sub>`]),
  )
}
