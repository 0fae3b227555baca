import { unknownName } from '../project/nearest.ts'
import { commanderRules } from './comment-rules.ts'
import { fullName, type PromotionContext } from './context.ts'
import { mayComment } from './may-comment.ts'
import { refusal } from './refusal.ts'
import type { SlashCommand } from './slash-command.ts'
import { type Refused, refuse, reply, type Spoken } from './spoken.ts'

const days = 14

/**
 * Answers `/waive` with the lines that waive a gate. It writes nothing itself: a waiver is policy, so it is a change of model.yaml
 * that somebody else agrees to.
 */
export async function answerWaive(
  context: PromotionContext,
  spoken: Spoken & { command: Extract<SlashCommand, { command: 'waive' }> },
): Promise<Refused | { kind: 'told' }> {
  const { forge, texts } = context
  const { event, command } = spoken
  const { model, gate, because } = command
  const refused = await mayComment(context, { ...spoken, model, rules: commanderRules })
  if (refused !== undefined) return refuse(context, spoken, refused)
  const repository = await forge.repository()
  const { gates, hasWaivers, settings } = await context.policyAt(repository.defaultBranch, model)
  if (!gates.includes(gate)) {
    const { message, hint = '' } = unknownName('gate', gate, gates)
    return refuse(context, spoken, refusal('nothing-to-do', `For ${model}, ${message} (${hint}).`))
  }
  const by = event.author.login
  const { approvals } = settings
  const approvers = approvals.from.filter(
    (login) => approvals.self === 'allow' || login.toLowerCase() !== by.toLowerCase(),
  )
  const path = `models/${model}/model.yaml`
  const said = await forge.comment(event.id)
  const site = said && URL.canParse(said.url) ? new URL(said.url).origin : undefined
  const text = texts.waiverToAdd({
    by,
    model,
    gate,
    yaml: waiverLines({
      gate,
      owner: by,
      approver: approvers[0] ?? '',
      until: new Date(Date.parse(context.now()) + days * 864e5).toISOString().slice(0, 10),
      because,
    }),
    path,
    edit:
      site === undefined ? null : `${site}/${fullName(repository)}/edit/${repository.defaultBranch}/${path}`,
    hasWaivers,
    approvers,
  })
  await reply(context, spoken, { text })
  return { kind: 'told' }
}

/** An entry of `waivers`, indented to stand below it. Texts are quoted as JSON, which YAML reads. */
function waiverLines({
  gate,
  because,
  ...plain
}: Record<'gate' | 'owner' | 'approver' | 'until' | 'because', string>): string {
  const { owner, approver, until } = plain
  return [
    `  - gate: ${gate}`,
    `    owner: ${JSON.stringify(owner)}`,
    `    approver: ${JSON.stringify(approver)}`,
    `    until: ${until}`,
    `    because: ${JSON.stringify(because)}`,
  ].join('\n')
}
