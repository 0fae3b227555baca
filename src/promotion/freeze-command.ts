import { commentRules } from './comment-rules.ts'
import type { PromotionContext } from './context.ts'
import { type Freeze, freezeFile, lastWord } from './freeze.ts'
import { mayComment } from './may-comment.ts'
import { refusal } from './refusal.ts'
import type { SlashCommand } from './slash-command.ts'
import { type Refused, refuse, reply, type Spoken } from './spoken.ts'

/**
 * Answers `/freeze` and `/unfreeze`, which are for approvers: who may let a model pass may also hold it. Run again for the
 * same comment it writes nothing and says the same.
 */
export async function answerFreeze(
  context: PromotionContext,
  spoken: Spoken & { command: Extract<SlashCommand, { command: 'freeze' | 'unfreeze' }> },
): Promise<Refused | { kind: 'frozen' | 'unfrozen' }> {
  const { state, texts } = context
  const { event, command } = spoken
  const { model, because } = command
  const refused = await mayComment(context, { ...spoken, model, rules: commentRules })
  if (refused !== undefined) return refuse(context, spoken, refused)
  const frozen = command.command === 'freeze'
  const before = await lastWord(state, model)
  const by = event.author.login
  if (before?.comment !== event.id) {
    if (!frozen && !before?.frozen)
      return refuse(context, spoken, refusal('nothing-to-do', `${model} is not frozen.`))
    const word: Freeze = {
      schema: 'pawl/freeze@1',
      model,
      frozen,
      by,
      because,
      comment: event.id,
      at: context.now(),
    }
    await state.append([freezeFile(word)], `${frozen ? 'Freeze' : 'Unfreeze'} ${model}`)
  }
  const text = frozen ? texts.frozen({ by, model, because }) : texts.unfrozen({ by, model, because })
  await reply(context, spoken, { text })
  return { kind: frozen ? 'frozen' : 'unfrozen' }
}
