import type { OutputPlan } from '../outputs.ts'
import { binaryReader } from './read/binary.ts'
import { multiclassReader } from './read/multiclass.ts'
import type { Reader } from './read/reader.ts'
import { regressionReader } from './read/regression.ts'

/** What reads the outputs that a plan names. */
export function readerOf(plan: OutputPlan, file: string): Reader {
  switch (plan.task) {
    case 'binary-classification':
      return binaryReader(plan, file)
    case 'multiclass-classification':
      return multiclassReader(plan, file)
    case 'regression':
      return regressionReader(plan)
  }
}
