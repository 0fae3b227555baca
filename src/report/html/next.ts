import type { Check } from '../../gates/check.ts'
import { nextSteps, type Words } from '../next.ts'
import { type Html, html } from './escape.ts'
import { code } from './page.ts'

/** What a reader can do now. */
export function nextPart(check: Check): Html | undefined {
  const steps = nextSteps(check)
  if (steps.length === 0) return undefined
  return html`<section class="next"><h3>What next</h3><ul>${steps.map((step) => html`<li>${sentence(step)}</li>`)}</ul></section>`
}

function sentence(words: Words): Html {
  return html`${words.map((word) => (typeof word === 'string' ? word : code(word.code)))}`
}
