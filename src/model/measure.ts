import { resultIn } from './inspect.ts'
import type { PredictOptions } from './prediction.ts'
import { type Fault, faultOf, runJob } from './run-job.ts'

/** How fast a model was in one process, and what it took. Times in milliseconds, each as it was measured. */
export interface Measurement {
  /** Of single rows, after warm-up. */
  single: readonly number[]
  /** Of a hundred rows at once; none where there are fewer. */
  hundreds: readonly number[]
  /** Of all rows at once, `rows` of them. */
  batch: readonly number[]
  rows: number
  /** Of loading the model. */
  load: readonly number[]
  /** Most resident memory of the process in bytes. */
  memory: number
}

/** For how long single rows are run, and how often at least; whichever comes first ends it. */
export interface Effort {
  warmUp: number
  runs: number
  milliseconds: number
}

export type Measured = { ok: true; measurement: Measurement } | Fault

/** Measures an ONNX model in a child process of its own on the rows given. A model's fault is an answer. */
export async function measureModel(
  options: Omit<PredictOptions, 'command' | 'batch'> & { effort: Effort },
): Promise<Measured> {
  const { artifact, name = artifact, effort } = options
  return runJob<Measured>(options, {
    job: (shared) => ({ kind: 'measure', ...shared, effort }),
    read: async (folder) => {
      const result = await resultIn(folder)
      if (result?.kind === 'refused') return faultOf(name, result)
      if (result?.kind !== 'measured')
        return faultOf(name, { cause: 'output', message: 'left no answer that can be read' })
      const { kind: _, ...measurement } = result
      return { ok: true, measurement }
    },
  })
}
