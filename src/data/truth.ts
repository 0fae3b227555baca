import type { Scalar } from '../project/schema/values.ts'

/** What a model is to predict, in terms of the rows. */
export type Objective =
  | { task: 'binary-classification'; column: string; positive: Scalar }
  /** `classes`: the values of the target, in Pawl's order. `encoded`: a model's labels 0, 1, 2, … mean them in that order. */
  | { task: 'multiclass-classification'; column: string; classes: readonly Scalar[]; encoded: boolean }
  | { task: 'regression'; column: string }

/** What is true of some rows, in their order. */
export type Truth = (
  | {
      task: 'binary-classification'
      /** 1 where the target is the positive value, else 0. */
      y: Uint8Array
    }
  /** `y` is an index into `classes`, which are texts here. */
  | { task: 'multiclass-classification'; y: Int32Array; classes: readonly string[] }
  | { task: 'regression'; y: Float64Array }
) & {
  /** How much each row counts, above 0; every row counts once if missing. */
  weights?: Float64Array
}
