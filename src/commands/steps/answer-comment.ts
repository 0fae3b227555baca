import type { Person } from '../../forge/forge.ts'
import { PermissionError } from '../../forge/permission-error.ts'
import { UserError } from '../../project/problem.ts'
import { answerTo } from '../../promotion/answer.ts'
import { approve } from '../../promotion/approve.ts'
import { approvePolicy } from '../../promotion/approve-policy.ts'
import { readComment } from '../../promotion/comment-lines.ts'
import { commanderRules } from '../../promotion/comment-rules.ts'
import type { PromotionContext } from '../../promotion/context.ts'
import { answerFreeze } from '../../promotion/freeze-command.ts'
import { mayComment } from '../../promotion/may-comment.ts'
import { promoteExisting } from '../../promotion/promote.ts'
import { type Refusal, refusal } from '../../promotion/refusal.ts'
import { reject } from '../../promotion/reject.ts'
import { answerRollback } from '../../promotion/rollback-command.ts'
import { commandHelp, type SlashCommand } from '../../promotion/slash-command.ts'
import { refuse, reply, type Spoken } from '../../promotion/spoken.ts'
import { answerWaive } from '../../promotion/waive-command.ts'

/** A comment on an issue or pull request. All of it is text from outside. */
export interface Said {
  issue: number
  id: number
  body: string
  author: Person
}

/** What came of a comment: what was done, or why not. */
export type Answered = { command: string } & ({ done: string; merged?: boolean } | { refused: Refusal })

/** Reactions that stand on a comment when its command came to an end. */
export const ended = { done: 'rocket', refused: '-1' } as const

/** Answers a comment that holds a command; undefined for chatter. Answered again, it does and says nothing twice. */
export async function answerComment(world: PromotionContext, comment: Said): Promise<Answered | undefined> {
  const said = readComment(comment.body)
  if (said.kind === 'chatter') return undefined
  const { id, body, author, issue } = comment
  const spoken: Spoken = { pull: issue, event: { id, body, author }, line: said.line }
  await world.forge.react(id, 'eyes')
  const answered: Answered =
    said.kind === 'error'
      ? { command: said.line.slice(0, 100), ...(await explain(world, spoken, said)) }
      : { command: said.command.command, ...(await answer(world, spoken, said.command)) }
  await world.forge.react(id, 'done' in answered ? ended.done : ended.refused)
  return answered
}

type Done = { done: string; merged?: boolean } | { refused: Refusal }

async function explain(
  world: PromotionContext,
  spoken: Spoken,
  { line, problem, usage }: { line: string; problem: string; usage: string },
): Promise<Done> {
  const by = spoken.event.author.login
  await reply(world, spoken, { text: world.texts.commandError({ by, line, problem, usage }) })
  return { refused: refusal('malformed', problem) }
}

async function answer(world: PromotionContext, spoken: Spoken, asked: SlashCommand): Promise<Done> {
  switch (asked.command) {
    case 'approve': {
      const result = await approve(world, spoken)
      if (result.kind === 'refused') return { refused: result }
      if (result.kind === 'merged')
        return { done: `merged: ${result.version} holds ${result.stage}`, merged: true }
      return { done: `approved: ${result.have} of ${result.required}` }
    }
    case 'approve-policy': {
      const result = await approvePolicy(world, { ...spoken, sha: asked.sha })
      if (result.kind === 'refused') return { refused: result }
      return { done: `agreed: ${result.have} of ${result.required}` }
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
    case 'freeze':
    case 'unfreeze': {
      const result = await answerFreeze(world, { ...spoken, command: asked })
      return result.kind === 'refused' ? { refused: result } : { done: `${asked.model} is ${result.kind}` }
    }
    case 'waive': {
      const result = await answerWaive(world, { ...spoken, command: asked })
      return result.kind === 'refused' ? { refused: result } : { done: `said how to waive ${asked.gate}` }
    }
    case 'help':
      await reply(world, spoken, {
        text: world.texts.help({ by: spoken.event.author.login, commands: commandHelp() }),
      })
      return { done: 'helped' }
  }
}

async function promoteAsked(
  world: PromotionContext,
  spoken: Spoken,
  asked: SlashCommand & { command: 'promote' },
): Promise<Done> {
  const refused = await mayComment(world, { ...spoken, model: asked.model, rules: commanderRules })
  if (refused) return { refused: await refuse(world, spoken, refused) }
  try {
    const result = await promoteExisting(world, {
      model: asked.model,
      version: asked.version,
      stage: asked.to ?? 'production',
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
    if (!(error instanceof UserError) || error instanceof PermissionError) throw error
    return { refused: await refuse(world, spoken, refusal('nothing-to-do', error.message)) }
  }
}

/** Retraining runs on the default branch, in a workflow of its own: a dispatch starts it. */
async function retrainAsked(
  world: PromotionContext,
  spoken: Spoken,
  asked: SlashCommand & { command: 'retrain' },
): Promise<Done> {
  const refused = await mayComment(world, { ...spoken, model: asked.model, rules: commanderRules })
  if (refused) return { refused: await refuse(world, spoken, refused) }
  const { model, because: reason } = asked
  const by = spoken.event.author.login
  await world.forge.dispatch('pawl-retrain', { model, by, reason, source: answerTo(spoken.event.id) })
  await reply(world, spoken, { text: world.texts.retrainingAsked({ by, model, reason, runs: world.runs }) })
  return { done: `retraining of ${model} is asked for` }
}
