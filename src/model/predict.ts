import { answersIn } from './answers-in.ts'
import { predictByCommand } from './command.ts'
import { resultIn } from './inspect.ts'
import type { Prediction, PredictOptions } from './prediction.ts'
import { type Fault, faultOf, runJob } from './run-job.ts'

export type { Answers, Asked, Positive } from './answers.ts'

export type { PredictCommand, Prediction, PredictOptions } from './prediction.ts'

/** Rows at a time: enough that a batch costs little to start, and few enough that its features stay in a processor's cache. */
const most = { rows: 16_384, values: 2 ** 18 }
const batchOf = (columns: number) =>
  Math.max(1, Math.min(most.rows, Math.floor(most.values / Math.max(1, columns))))

/**
 * Scores rows with a model in a child process of its own, which is killed beyond its limits. A model's fault, however
 * bad, is an answer and never an exception; exceptions are Pawl's own faults.
 */
export async function predict(options: PredictOptions): Promise<Prediction> {
  if (options.command) return predictByCommand(options, options.command)
  return runJob<Prediction>(options, {
    job: (shared) => ({
      kind: 'predict',
      ...shared,
      batch: options.batch ?? batchOf(options.features.columns.length),
    }),
    read: (folder) => predictionIn(folder, options),
    heard: (phase) => tell(phase, options),
  })
}

/** The child runs a model that nobody trusts: all that is taken from its words is a number of rows within what there are. */
function tell(phase: string, { features: { rows }, progress }: PredictOptions): void {
  const started = /^scoring rows (\d{1,15}) to \d{1,15}$/.exec(phase)?.[1]
  if (started !== undefined) progress?.(Math.min(rows, Math.max(0, Number(started) - 1)), rows)
}

async function predictionIn(
  folder: string,
  { artifact, name = artifact, features: { rows }, asked }: PredictOptions,
): Promise<Prediction> {
  const fault = (cause: Fault['cause'], message: string, hint?: string): Fault =>
    faultOf(name, { cause, message, hint })
  const result = await resultIn(folder)
  if (result?.kind === 'refused') return fault(result.cause, result.message, result.hint)
  if (result?.kind !== 'predicted') return fault('output', 'left no answer that can be read')
  const answers = await answersIn(folder, { rows, asked, left: result.left })
  if ('lacks' in answers) return fault('output', answers.lacks)
  if ('bad' in answers)
    return fault(
      'model',
      `gives a ${answers.what} that is not a number or not finite for ${answers.bad} of ${rows} rows`,
      'look for divisions by zero, overflows, and missing values that the model was not trained on',
    )
  const { operators, signature, unused, seconds, runtime } = result
  return { ok: true, answers, operators, signature, unused, seconds, runtime }
}
