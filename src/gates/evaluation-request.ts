import type { OpenDataset } from '../data/open.ts'
import type { DataVersion } from '../data/version.ts'
import type { Log } from '../project/log.ts'
import type { Policy } from '../project/policy.ts'
import type { PlaceOf } from '../project/project.ts'
import type { Model } from '../project/schema/model.ts'
import type { Against, Contender, Incumbent } from './contender.ts'
import type { Reference } from './doubts.ts'
import type { Report } from './report.ts'

/** The earlier rows to hold the held-out ones against, opened in the same database where they have to be compared. */
export type ReferenceRows = Reference & { open?: OpenDataset }

/** What of a policy is judged by. */
export type Judged = Pick<
  Policy,
  'task' | 'gates' | 'evaluate' | 'metrics' | 'compare' | 'cases' | 'parity' | 'stages' | 'waivers'
>

export interface EvaluationRequest {
  /** The candidate's model, under the policy of the base. */
  model: Model
  policy: Report['policy']
  /** The change's own policy where it is another one, so that both verdicts can be told. */
  own?: Judged | undefined
  /** Whether the policy lets a candidate be known by a file of predictions alone. */
  mayGive?: boolean
  data: DataVersion
  candidate: Contender
  /** null for a first version. */
  production: Incumbent | null
  against: Against
  reference: ReferenceRows
  /** Name of the dataset that the base judges the model on; null where the base does not have the model. */
  baseDataset: string | null
  /** Where the policies stand in their files, for what is found wrong with them only here. */
  places?: { policy?: PlaceOf | undefined; own?: PlaceOf | undefined }
  /** Working copies of the repository for programs of metrics, as the commit of each policy has it. */
  programs?: { policy: () => Promise<string>; own: () => Promise<string> }
  /** The day by UTC, such as 2026-03-01, that decides which waivers hold. */
  today: string
  notes: readonly string[]
  log: Log
}
