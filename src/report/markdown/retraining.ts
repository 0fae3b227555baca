import type { Decision, Trigger } from '../../retraining/decision.ts'
import { shortSha } from '../figures.ts'
import { blocks, code, joined, lines, type Markdown, md } from './escape.ts'

/** A decision about retraining with what asked for it and what it rested on. */
export function renderDecision(decision: Decision): Markdown {
  return blocks([
    md`${decision.retrain ? md`🔁 **Retraining**` : md`⏸️ **No retraining**`} of ${code(decision.model, 64)}: ${decision.reason}`,
    lines([
      ...decision.triggers.map((trigger) => md`- asked for by ${asked(trigger)}`),
      ...decision.clauses.map(
        ({ clause, held, detail }) => md`- ${held ? '✅' : '❌'} ${code(clause)}: ${detail}`,
      ),
    ]),
    md`<sub>Decision ${code(decision.id)} at ${code(decision.at)} on commit ${code(shortSha(decision.commit))}, recorded on ${code('pawl/state')}.</sub>`,
  ])
}

/** The same as one text, for a job summary or a comment. */
export function renderDecisionText(decision: Decision): string {
  return `${renderDecision(decision).markdown}\n`
}

function asked(trigger: Trigger): Markdown {
  switch (trigger.kind) {
    case 'request':
      return md`${code(trigger.by)}: ${trigger.reason}`
    case 'drift':
      return md`drift in window ${code(trigger.window)} of ${joined(trigger.columns.slice(0, 20).map((column) => code(column, 64)))}`
    case 'push':
      return md`a push of ${code(shortSha(trigger.commit))}`
  }
}
