import type { Report } from '../../gates/report.ts'
import { canonicalJson } from '../../project/digest.ts'
import type { Model } from '../../project/schema/model.ts'
import type { CardSubject } from '../../report/markdown/card.ts'
import type { Run } from '../../tracking/run.ts'

/** What a version's card says: as the run recorded it, and as model.yaml said at the run's commit. */
export function cardOf({
  run,
  report,
  config,
}: {
  run: Run
  report: Report
  /** undefined where that commit cannot be read. */
  config: Model | undefined
}): Omit<CardSubject, 'version' | 'parent'> {
  return {
    model: run.model,
    description: config?.description,
    owners: config?.owners ?? [],
    target: run.target,
    features: run.features,
    split: run.split,
    rows: run.rows,
    dataParent: report.data.production,
    params: canonicalJson(run.params).trim(),
    seed: run.seed,
    training: { ...run.environment, seconds: run.seconds },
    started: run.started,
    report,
  }
}
