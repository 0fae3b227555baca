import type { CommentFacts } from './approval-facts.ts'
import type { PromotionContext } from './context.ts'
import { people } from './gather-people.ts'
import { firstRefusal, isRefusal, orCannotTell, type Refusal } from './refusal.ts'
import type { Spoken } from './spoken.ts'

/**
 * Why the writer of a comment may not command something of a model, or undefined. `commanderRules` ask that the comment
 * is new and unedited, by a person who may write to the repository; `commentRules`, that it is an approver besides.
 */
export async function mayComment(
  context: PromotionContext,
  {
    event,
    model,
    rules,
  }: Spoken & { model: string; rules: readonly ((facts: CommentFacts) => Refusal | undefined)[] },
): Promise<Refusal | undefined> {
  const checked = await orCannotTell(async () => {
    const { defaultBranch } = await context.forge.repository()
    const { settings } = await context.policyAt(defaultBranch, model)
    const now = (await context.forge.comment(event.id)) ?? null
    const facts = await people(context.forge, settings).facts({ now, event })
    return { refused: firstRefusal(facts, rules) }
  })
  return isRefusal(checked) ? checked : checked.refused
}
