import { z } from 'zod'
import { command } from '../frame/command.ts'
import { flag, text } from '../frame/inputs.ts'
import { readComment } from '../promotion/comment-lines.ts'
import { answerComment } from './steps/answer-comment.ts'
import { promotionContext } from './steps/promotion-context.ts'

/** What is used of the event of a new comment. All of it is text from outside. */
const Commented = z.object({
  action: z.string(),
  issue: z.object({ number: z.int().min(1) }),
  comment: z.object({
    id: z.int().min(1),
    body: z.string(),
    user: z.object({ login: z.string(), type: z.enum(['User', 'Bot', 'Organization']).catch('Bot') }),
  }),
})

export const comment = command({
  name: 'comment',
  summary:
    'Answer slash commands in comments: approve, reject, promote, rollback, retrain, freeze, unfreeze, help.',
  runs: ['action'],
  permissions: { contents: 'write', issues: 'write', 'pull-requests': 'write', statuses: 'write' },
  inputs: {},
  outputs: {
    command: text('The command that was answered; empty for a comment that holds none.'),
    accepted: flag('Whether it was carried out.'),
    merged: flag('Whether a pull request was merged.'),
    code: text('Reason code of a refusal.'),
  },

  async run(context) {
    const { action, issue, comment: written } = Commented.parse(context.event.payload)
    const { id, body, user: author } = written
    const none = { outputs: { command: '', accepted: false, merged: false }, text: 'no command', json: null }
    // Edits and deletions are never commands: a command counts as it was first written.
    if (action !== 'created' || readComment(body).kind === 'chatter') return none

    const answered = await answerComment(await promotionContext(context), {
      issue: issue.number,
      id,
      body,
      author,
    })
    if (!answered) return none
    const { command: name } = answered
    if ('refused' in answered) {
      const { code, message } = answered.refused
      return {
        outputs: { command: name, accepted: false, merged: false, code },
        text: `refused (${code}): ${message}`,
        json: answered,
      }
    }
    return {
      outputs: { command: name, accepted: true, merged: answered.merged === true },
      text: answered.done,
      json: answered,
    }
  },
})
