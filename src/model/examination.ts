import { z } from 'zod'

/** An operator that a model uses, and in how many places; ONNX's own domain is `ai.onnx`. */
export const Operator = z.strictObject({ domain: z.string(), name: z.string(), count: z.int().min(1) })
export type Operator = z.infer<typeof Operator>

/** An input or output: a dimension of no fixed size is its name. */
export const Slot = z.strictObject({
  name: z.string(),
  type: z.string(),
  shape: z.array(z.union([z.int(), z.string()])),
})
export type Slot = z.infer<typeof Slot>

/** Inputs and outputs of a model, as `version.json` records them. */
export const Signature = z.strictObject({ inputs: z.array(Slot), outputs: z.array(Slot) })
export type Signature = z.infer<typeof Signature>

/** What a model says about itself. */
export const Examination = z.strictObject({
  signature: Signature,
  opsets: z.array(z.strictObject({ domain: z.string(), version: z.int() })),
  /** Every operator at any depth, functions of the model looked through, sorted by domain and name. */
  operators: z.array(Operator),
})
export type Examination = z.infer<typeof Examination>
