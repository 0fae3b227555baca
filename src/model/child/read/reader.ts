import type { Left } from '../../answers.ts'
import type { BatchOutputs } from './tensor.ts'

/** What one batch adds to the files of answers: values row by row, and labels where the model gives them. */
export interface Read {
  values: Float64Array<ArrayBuffer>
  labels?: Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>
}

/** Reads the outputs batch by batch. Throws a UserError where they are not what the plan was promised. */
export interface Reader {
  read(batch: BatchOutputs): Read
  /** After the last batch: what the files hold now. */
  end(): Left
}
