import type { ValidationReport } from '../../data/validation.ts'
import { counted } from '../figures.ts'
import { foundWords, isRemarkable, standing, wanted, worstFirst } from '../outcome.ts'
import { visible } from '../visible.ts'
import { columns } from './columns.ts'
import { painter, type TextStyle } from './paint.ts'

/** What checking one dataset said: what does not hold first, then how many rules hold. */
export function renderValidationText(report: ValidationReport, style: TextStyle = {}): string {
  return `${validationLines(report, style).join('\n')}\n`
}

export function validationLines(report: ValidationReport, style: TextStyle): string[] {
  const paint = painter(style)
  const broken = worstFirst(report.results.filter(isRemarkable))
  const held = report.results.length - broken.length
  return [
    `${paint.mark(report.verdict)} data ${paint.bold(visible(report.dataset, 64))}: ${visible(report.reason)}`,
    ...columns(
      [{}, {}, {}],
      broken.map((result) => [
        paint.mark(standing(result)),
        visible(wanted(result), 120),
        visible(foundWords(result), 160),
      ]),
    ),
    paint.faint(
      `  ${counted(held, 'rule')} held on ${counted(report.rows, 'row')} and ${counted(report.columns, 'column')}`,
    ),
  ]
}
