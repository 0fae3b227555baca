import { forStage } from '../gates/for-stage.ts'
import type { Report } from '../gates/report.ts'
import type { Settings } from '../project/schema/settings.ts'
import type { RegistryChange } from '../registry/new-version.ts'
import type { Judgement } from './evidence.ts'
import type { PromotionRecord } from './record.ts'
import type { Texts } from './texts.ts'

/** Title and body of a pull request, once its head is known. */
export type Shown = (of: { head: string; record: Omit<PromotionRecord, 'pull'> }) => {
  title: string
  body: string
}

export function showPromotion(
  texts: Texts,
  of: {
    change: RegistryChange
    report: Report
    judgement: Extract<Judgement, { allowed: true }>
    settings: Settings
  },
): Shown {
  const { change, judgement, settings } = of
  const report = forStage(of.report, change.entry.stage)
  return ({ record }) => {
    const shown = {
      ...record,
      replaces: change.entry.replaces,
      reason: judgement.reason,
      report,
      entry: change.entry,
      needsReason: judgement.verdict === 'inconclusive',
      approvals: settings.approvals,
    }
    return { title: texts.promotionTitle(shown), body: texts.promotionBody(shown) }
  }
}

export function showRollback(
  texts: Texts,
  { change, settings }: { change: RegistryChange; settings: Settings },
): Shown {
  const { entry } = change
  return ({ record }) => {
    const shown = {
      ...record,
      from: entry.replaces ?? 'nothing',
      to: entry.version,
      actor: entry.actor,
      reason: entry.reason,
      entry,
      secondPerson: settings.rollback['second-person'],
      approvals: settings.approvals,
    }
    return { title: texts.rollbackTitle(shown), body: texts.rollbackBody(shown) }
  }
}
