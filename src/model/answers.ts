import { z } from 'zod'

/** A value of the target, as `model.yaml` gives it. */
export const Positive = z.union([z.string(), z.number(), z.boolean()])
export type Positive = z.infer<typeof Positive>

/** What a model is asked for. */
export const Asked = z.discriminatedUnion('task', [
  z.strictObject({ task: z.literal('binary-classification'), positive: Positive }),
  z.strictObject({
    task: z.literal('multiclass-classification'),
    /** The values of the target in Pawl's order. */
    classes: z.array(Positive).min(2).readonly(),
    /** Integer labels 0..k-1 of a model stand for them in that order (only when model.yaml lists the classes). */
    encoded: z.boolean(),
  }),
  z.strictObject({ task: z.literal('regression') }),
])
export type Asked = z.infer<typeof Asked>
export type AskedBinary = Extract<Asked, { task: 'binary-classification' }>
export type AskedMulticlass = Extract<Asked, { task: 'multiclass-classification' }>

/** What it answered, one for each row, in their order. All finite. */
export type Answers =
  | {
      task: 'binary-classification'
      /** A probability or score of the positive class; 0 or 1 where the model gives labels only. */
      scores: Float64Array
      /** `labels`: curves and log_loss have no meaning. */
      from: 'scores' | 'labels'
      /** 1 where the model itself calls the row positive; undefined where it gives no labels. */
      labels: Uint8Array | undefined
    }
  | {
      task: 'multiclass-classification'
      /** Index into `classes`: the model's own label, else the first largest probability. */
      labels: Int32Array
      /** Row-major, rows x classes in the order of `classes`; 0 for a class that the model does not know. */
      probabilities: Float64Array | undefined
    }
  | { task: 'regression'; values: Float64Array }

/** What lies in the files that the child leaves: values as 8-byte floats, row by row, and labels beside them. */
export const Left = z.discriminatedUnion('task', [
  z.strictObject({
    task: z.literal('binary-classification'),
    /** Whether the scores are the model's own, or 0 and 1 after its labels. */
    from: z.enum(['scores', 'labels']),
    labels: z.boolean(),
  }),
  z.strictObject({
    task: z.literal('multiclass-classification'),
    probabilities: z.boolean(),
    /** For each code in the file of labels the index of the target's value. */
    places: z.array(z.int().min(0)),
  }),
  z.strictObject({ task: z.literal('regression') }),
])
export type Left = z.infer<typeof Left>
