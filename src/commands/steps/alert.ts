import type { Forge } from '../../forge/forge.ts'
import { type AlertDecision, alertLabel, decideAlert, type Finding } from '../../monitoring/alert.ts'
import { driftTitle, renderDriftIssue, renderRecovery } from '../../report/markdown/drift.ts'
import type { Decision } from '../../retraining/decision.ts'

/** Opens, updates or closes the model's one issue. */
export async function tellIssue(
  forge: Forge,
  { model, finding, decision, run }: { model: string; finding: Finding; decision?: Decision; run?: string },
): Promise<AlertDecision> {
  const alert = decideAlert({ model, finding, issues: await forge.issues(alertLabel), me: await forge.me() })
  const about = {
    ...(decision ? { decision } : {}),
    ...(run ? { run } : {}),
  }
  switch (alert.action) {
    case 'open':
      await forge.createIssue({
        title: driftTitle(model),
        body: renderDriftIssue(alert.mark, alert.report, about),
        labels: alert.labels,
      })
      return alert
    case 'update':
      await forge.updateIssue(alert.issue, { body: renderDriftIssue(alert.mark, alert.report, about) })
      break
    case 'close':
      await sayOnceClosed(forge, alert)
      await forge.updateIssue(alert.issue, { state: 'closed' })
      break
    case 'nothing':
      break
  }
  for (const number of alert.duplicates) await forge.updateIssue(number, { state: 'closed' })
  return alert
}

/** The comment that closes an issue is written once, however often the job is run again. */
async function sayOnceClosed(
  forge: Forge,
  { issue, mark, because }: AlertDecision & { action: 'close' },
): Promise<void> {
  const { login } = await forge.me()
  const body = renderRecovery(mark, because)
  const said = (await forge.comments(issue)).some(
    (comment) => comment.author.login === login && comment.body === body,
  )
  if (!said) await forge.createComment(issue, body)
}
