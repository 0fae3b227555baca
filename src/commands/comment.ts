import { z } from 'zod'
import { command } from '../frame/command.ts'
import { flag, text } from '../frame/inputs.ts'
import { UserError } from '../project/problem.ts'
import { answerTo, sayOnce } from '../promotion/answer.ts'
import { approve, type Spoken } from '../promotion/approve.ts'
import { readComment } from '../promotion/comment-lines.ts'
import type { PromotionContext } from '../promotion/context.ts'
import { promoteExisting } from '../promotion/promote.ts'
import { type Refusal, refusal } from '../promotion/refusal.ts'
import { reject } from '../promotion/reject.ts'
import { answerRollback, mayCommand } from '../promotion/rollback-command.ts'
import { commandHelp, isAvailable, type SlashCommand } from '../promotion/slash-command.ts'
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

/** What came of a comment: what was done, or why not. */
type Answered = { done: string; merged?: boolean } | { refused: Refusal }

export const comment = command({
  name: 'comment',
  summary: 'Answer slash commands in comments: approve, reject, promote, rollback, retrain, help.',
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
    const event = Commented.parse(context.event.payload)
    const said = readComment(event.comment.body)
    // Edits and deletions are never commands: a command counts as it was first written.
    if (event.action !== 'created' || said.kind === 'chatter')
      return { outputs: { command: '', accepted: false, merged: false }, text: 'no command', json: null }

    const world = await promotionContext(context)
    const { id, body, user } = event.comment
    const spoken: Spoken = { pull: event.issue.number, event: { id, body, author: user }, line: said.line }
    await world.forge.react(id, 'eyes')
    if (said.kind === 'error') {
      await say(
        world,
        spoken,
        world.texts.commandError({
          by: user.login,
          line: said.line,
          problem: said.problem,
          usage: said.usage,
        }),
      )
      return {
        outputs: { command: said.line.slice(0, 100), accepted: false, merged: false, code: 'malformed' },
        text: said.problem,
        json: said,
      }
    }
    const answered = await answer(world, spoken, said.command)
    const accepted = 'done' in answered
    await world.forge.react(id, accepted ? 'rocket' : '-1')
    return {
      outputs: {
        command: said.command.command,
        accepted,
        merged: accepted && answered.merged === true,
        ...(accepted ? {} : { code: answered.refused.code }),
      },
      text: accepted ? answered.done : `refused (${answered.refused.code}): ${answered.refused.message}`,
      json: answered,
    }
  },
})

async function answer(world: PromotionContext, spoken: Spoken, asked: SlashCommand): Promise<Answered> {
  if (!isAvailable(asked.command))
    return refuse(
      world,
      spoken,
      refusal('comes-later', `/${asked.command} is not available in this version of Pawl.`),
    )
  switch (asked.command) {
    case 'approve': {
      const result = await approve(world, spoken)
      if (result.kind === 'refused') return { refused: result }
      if (result.kind === 'merged')
        return { done: `merged: ${result.version} holds ${result.stage}`, merged: true }
      return { done: `approved: ${result.have} of ${result.required}` }
    }
    case 'reject': {
      const result = await reject(world, spoken)
      return result.kind === 'refused' ? { refused: result } : { done: 'rejected' }
    }
    case 'rollback': {
      const result = await answerRollback(world, { ...spoken, command: asked })
      if (result.kind === 'refused') return { refused: result }
      if (result.kind === 'merged')
        return { done: `rolled back to ${result.version} by #${result.pull}`, merged: true }
      return { done: `#${result.pull} waits for /approve ${result.head.slice(0, 7)}` }
    }
    case 'promote':
      return promoteAsked(world, spoken, asked)
    case 'retrain':
      return retrainAsked(world, spoken, asked)
    case 'help':
      await say(world, spoken, world.texts.help({ by: spoken.event.author.login, commands: commandHelp() }))
      return { done: 'helped' }
    default:
      throw new Error(`/${asked.command} is available and not wired`)
  }
}

async function promoteAsked(
  world: PromotionContext,
  spoken: Spoken,
  asked: SlashCommand & { command: 'promote' },
): Promise<Answered> {
  const refused = await mayCommand(world, { ...spoken, model: asked.model })
  if (refused) return refuse(world, spoken, refused)
  try {
    const result = await promoteExisting(world, {
      model: asked.model,
      version: asked.version,
      stage: 'production',
      actor: spoken.event.author.login,
      reason: asked.because ?? `asked for by ${spoken.event.author.login}`,
      comment: spoken.event.id,
    })
    return {
      done:
        result.kind === 'proposed'
          ? `#${result.pull.number} proposes ${asked.model} ${result.record.version}`
          : result.kind,
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return refuse(world, spoken, refusal('nothing-to-do', error.message))
  }
}

/** Retraining runs on the default branch, in a workflow of its own: a dispatch starts it. */
async function retrainAsked(
  world: PromotionContext,
  spoken: Spoken,
  asked: SlashCommand & { command: 'retrain' },
): Promise<Answered> {
  const refused = await mayCommand(world, { ...spoken, model: asked.model })
  if (refused) return refuse(world, spoken, refused)
  await world.forge.dispatch('pawl-retrain', {
    model: asked.model,
    by: spoken.event.author.login,
    reason: asked.because,
    source: answerTo(spoken.event.id),
  })
  return { done: `retraining of ${asked.model} is asked for` }
}

async function refuse(world: PromotionContext, spoken: Spoken, refused: Refusal): Promise<Answered> {
  await say(
    world,
    spoken,
    world.texts.refused({
      by: spoken.event.author.login,
      command: spoken.line,
      code: refused.code,
      message: refused.message,
    }),
  )
  return { refused }
}

async function say({ forge }: PromotionContext, { pull, event }: Spoken, said: string): Promise<void> {
  await sayOnce(forge, { number: pull, key: answerTo(event.id), text: said })
}
