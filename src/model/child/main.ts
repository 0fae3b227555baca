import { readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelProto } from 'onnx-buf'
import { nativeModule } from '../../natives/find.ts'
import { messageOf, UserError } from '../../project/problem.ts'
import { refusalOf } from '../admit.ts'
import type { Examination, Operator } from '../examination.ts'
import { examine } from '../examine.ts'
import { files } from '../exchange.ts'
import type { Job, PredictJob, Result } from '../job.ts'
import { readOnnx } from '../onnx.ts'
import { operatorText, refusedOperators } from '../operators.ts'
import { oneLine, someOf } from '../text.ts'
import { measure } from './measure.ts'
import { score } from './score.ts'
import { withModelThread } from './threaded.ts'
import { startWatchdog } from './watchdog.ts'

/** The pipe on which the parent hears what is being done. */
const phases = 3

/** The child process: reads one job from the folder it was given, does it, and leaves the result there. */
async function main(folder: string, milliseconds: number): Promise<void> {
  startWatchdog(milliseconds)
  const job = JSON.parse(readFileSync(join(folder, files.job), 'utf8')) as Job
  let result: Result
  try {
    result = await work(folder, job)
  } catch (error) {
    result = refusal(error)
  }
  writeFileSync(join(folder, files.result), JSON.stringify(result), { mode: 0o600 })
}

async function work(folder: string, job: Job): Promise<Result> {
  if (job.kind === 'inspect') return { kind: 'inspected', examination: read(folder, job).examination }
  if (job.kind === 'measure') {
    const { model } = read(folder, job)
    return measure({ folder, job, model, phase })
  }
  if (job.rows <= job.batch) return scored(folder, job, undefined)
  const runtime = nativeModule('onnxruntime-node', job.runtime)
  return withModelThread(runtime, (loadApart) => scored(folder, job, loadApart))
}

async function scored(
  folder: string,
  job: PredictJob,
  loadApart: Parameters<typeof score>[0]['loadApart'],
): Promise<Result> {
  const { model, examination } = read(folder, job)
  const { operators, signature } = examination
  return { ...(await score({ folder, job, model, phase, loadApart })), operators, signature }
}

/** The model, looked over before anything runs it. */
function read(folder: string, job: Job): { model: ModelProto; examination: Examination } {
  phase('reading the model')
  const model = readOnnx(readFileSync(join(folder, files.model)), job.name)
  const examination = examine(model, job.name)
  if (job.kind !== 'inspect' && job.allow)
    requireAllowed(examination.operators, { allow: job.allow, file: job.name })
  return { model, examination }
}

function requireAllowed(
  operators: readonly Operator[],
  { allow, file }: { allow: readonly string[]; file: string },
): void {
  const refused = refusedOperators(operators, allow).map(operatorText)
  if (refused.length > 0)
    throw refusalOf(file)(
      `uses operators that evaluate.operators.allow does not allow: ${someOf(refused)}`,
      'export the model without them, or allow them or their domain in model.yaml of the base branch',
    )
}

/** Whatever goes wrong here is the model's doing, or that of values that do not fit it. */
function refusal(error: unknown): Result {
  const problem = error instanceof UserError ? error.problems[0] : undefined
  if (problem) {
    const { message, hint } = problem
    return { kind: 'refused', cause: 'model', message, ...(hint === undefined ? {} : { hint }) }
  }
  const message = oneLine(messageOf(error))
  const cause = /bad[ _]alloc|failed to allocate|out of memory|Array buffer allocation/i.test(message)
  return { kind: 'refused', cause: cause ? 'memory' : 'model', message }
}

function phase(text: string): void {
  writeSync(phases, `${text}\n`)
}

const [folder, milliseconds] = process.argv.slice(2)
if (folder === undefined || milliseconds === undefined)
  throw new Error('this program is started by Pawl, with a folder and a time limit')
await main(folder, Number(milliseconds))
