import { incompatibilities } from '../model/compatible.ts'
import type { Signature } from '../model/examination.ts'
import type { Checked } from './report.ts'

/** What is known of the inputs and outputs of the two models. */
export interface Signatures {
  /** null where the candidate was not run. */
  candidate: Signature | null
  /** Of the version in production, as the file has it that was scored, else as it was recorded. */
  production: Signature | null
  /** `compatible`: another signature is a fail. */
  asked: 'compatible' | undefined
}

/**
 * Whether the candidate can stand where production stands. Another signature is told, since whoever calls the model has to
 * change with it, and does not keep the two from being compared on rows that both can score.
 */
export function signatureCheck(
  { candidate, production, asked }: Signatures,
  { version, unchanged }: { version: string | undefined; unchanged: boolean },
): Checked {
  const of = (text: string, verdict: Checked['verdict'] = 'pass'): Checked => ({
    check: 'signature',
    verdict,
    text,
  })
  const notApplied = (text: string): Checked => ({ ...of(text), applied: false })
  if (version === undefined) return notApplied('there is no version in production whose signature to keep')
  if (unchanged) return notApplied(`the signature is that of production ${version}, byte for byte`)
  const broken = asked === undefined ? 'warn' : 'fail'
  if (candidate === null || production === null) {
    const whose = candidate === null ? 'the candidate' : `production ${version}`
    return of(`the signature of ${whose} is not known, so nothing says whether the two fit`, broken)
  }
  const found = incompatibilities(candidate, production)
  if (found.length === 0)
    return of(`the candidate takes what production ${version} takes and answers in the same kinds`)
  const rest = found.length > 3 ? ` and ${found.length - 3} more` : ''
  return of(
    `the candidate cannot simply stand where production ${version} stands: ${found.slice(0, 3).join('; ')}${rest}`,
    broken,
  )
}
