import type { Check } from '../../gates/check.ts'
import { nextSteps, type Words } from '../next.ts'
import { code, codeBlock, joined, lines, type Markdown, md } from './escape.ts'

/** What a reader can do now. */
export function nextSection(check: Check): Markdown {
  const steps = nextSteps(check)
  if (steps.length === 0) return md``
  return lines([md`**What next**`, md``, ...steps.map((step) => md`- ${sentence(step)}`)])
}

/** The words are Pawl's own, and their blanks count: they need no escaping. */
function sentence(words: Words): Markdown {
  return joined(
    words.map((word) => (typeof word === 'string' ? { markdown: word } : code(word.code))),
    '',
  )
}

/** What training said when it failed, folded away under one line. */
export function trainingError(check: Check): Markdown {
  const error = check.training?.error
  if (error === undefined) return md``
  const what = check.training?.taken
    ? md`**The predictions could not be taken:**`
    : md`**Training failed.** The end of what it said:`
  return lines([what, md``, codeBlock(error, 3000)])
}
