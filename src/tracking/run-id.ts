import { digestOfJson } from '../project/digest.ts'
import { Name } from '../project/name.ts'

/** What makes a training the training it is. */
export interface TrainingInputs {
  model: string
  commit: string
  /** Digest of the dataset's content. */
  dataVersion: string
  params: Readonly<Record<string, unknown>>
  seed: number
}

/** Id of a run, 64 hex digits: the same training has the same id on every machine. */
export function runId({ model, commit, dataVersion, params, seed }: TrainingInputs): string {
  return digestOfJson({ model, commit, data: dataVersion, params, seed }).slice('sha256:'.length)
}

/** Where a run's record lies on `pawl/state`. */
export function runPath(model: string, run: string): string {
  if (!/^[0-9a-f]{64}$/.test(run)) throw new Error(`${JSON.stringify(run)} is not a run id`)
  return `runs/${Name.parse(model)}/${run}.json`
}
