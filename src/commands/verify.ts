import { command } from '../frame/command.ts'
import { names, number, outcome } from '../frame/inputs.ts'
import { parseSettings } from '../project/load.ts'
import type { Outcome } from '../project/verdict.ts'
import { workingCopy } from '../registry/files.ts'
import { verifyRegistry } from '../registry/verify-registry.ts'
import { renderVerification } from '../report/text/verification.ts'

export const verify = command({
  name: 'verify',
  summary:
    'Prove offline that the registry is what was approved: every digest, every change of stage, every approval.',
  runs: ['action', 'cli'],
  permissions: {},
  inputs: {
    models: names('Models to verify; all if empty.').optional(),
  },
  positional: ['models'],
  outputs: {
    verdict: outcome('pass, warn, or fail where anything is not as it was approved.'),
    findings: number('How many things are wrong.'),
  },

  async run({ root, log }, { models }) {
    const verification = await log.step('verify the registry', () =>
      verifyRegistry({
        files: workingCopy(root),
        git: { folder: root },
        parseSettings,
        ...(models ? { models } : {}),
      }),
    )
    const { findings, checked } = verification
    for (const { level, file, message, hint } of findings)
      if (level === 'error') log.warn(`${message} (${hint})`, { file })
    const errors = findings.filter(({ level }) => level === 'error')
    const verdict: Outcome = errors.length > 0 ? 'fail' : findings.length > 0 ? 'warn' : 'pass'
    return {
      outputs: { verdict, findings: errors.length },
      verdict,
      text: renderVerification({ findings, checked }),
      json: { schema: 'pawl/verification@1', verdict, checked, findings },
    }
  },
})
