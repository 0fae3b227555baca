import type { Finding } from '../../registry/finding.ts'
import type { RegistryVerification } from '../../registry/verify-registry.ts'
import { counted } from '../figures.ts'
import { visible } from '../visible.ts'
import { painter, type TextStyle } from './paint.ts'

/** What `pawl verify` says: what is wrong, where and what to do; or that all is as it was approved. */
export function renderVerification(
  { findings, checked }: Pick<RegistryVerification, 'findings' | 'checked'>,
  style: TextStyle = {},
): string {
  const paint = painter(style)
  const errors = findings.filter(({ level }) => level === 'error')
  const scope = `${counted(checked.files, 'file')} of ${counted(checked.models, 'model')} and ${counted(checked.entries, 'change')} of stage compared`
  const head =
    errors.length > 0
      ? `${paint.mark('fail')} ${paint.outcome(`${counted(errors.length, 'thing')} not as approved`, 'fail')} (${scope})`
      : `${paint.mark('pass')} ${paint.outcome('the registry is as it was approved', 'pass')} (${scope})`
  const sorted = [...errors, ...findings.filter(({ level }) => level !== 'error')]
  return `${[head, ...sorted.flatMap((finding) => findingLines(finding, style))].join('\n')}\n`
}

function findingLines({ level, file, message, hint }: Finding, style: TextStyle): string[] {
  const paint = painter(style)
  return [
    `  ${paint.mark(level === 'error' ? 'fail' : 'warn')} ${paint.bold(visible(file, 200))}: ${visible(message)}`,
    paint.faint(`    ${visible(hint)}`),
  ]
}
