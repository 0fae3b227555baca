import { z } from 'zod'
import { Asked, Left } from './answers.ts'
import { Examination, Operator, Signature } from './examination.ts'

/** A column's values lie in `columns.bin` one after another: numbers as 8-byte floats, texts as 4-byte codes. */
const JobColumn = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('number'), name: z.string() }),
  z.strictObject({ kind: z.literal('text'), name: z.string(), dictionary: z.array(z.string()) }),
])
export type JobColumn = z.infer<typeof JobColumn>

/** What every job that runs a model has. `name` is what messages call it. */
const ModelJob = z.strictObject({
  name: z.string(),
  rows: z.int().min(0),
  columns: z.array(JobColumn),
  asked: Asked,
  /** Domains and operators that the model may use; absent where any of those that onnxruntime has will do. */
  allow: z.array(z.string()).optional(),
  threads: z.int().min(1),
  /** Where onnxruntime is installed; absent where it is found beside the program. */
  runtime: z.string().optional(),
})
export type ModelJob = z.infer<typeof ModelJob>

const times = z.array(z.number().min(0)).min(1)
const count = z.int().min(1)

/** What the child is asked to do. */
export const Job = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('inspect'), name: z.string() }),
  ModelJob.extend({ kind: z.literal('predict'), batch: count }),
  ModelJob.extend({
    kind: z.literal('measure'),
    effort: z.strictObject({ warmUp: z.int().min(0), runs: count, milliseconds: z.number().min(0) }),
  }),
])
export type Job = z.infer<typeof Job>
export type PredictJob = Extract<Job, { kind: 'predict' }>
export type MeasureJob = Extract<Job, { kind: 'measure' }>

/** What the child says at the end; the answers lie in files beside it. */
export const Result = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('inspected'), examination: Examination }),
  z.strictObject({
    kind: z.literal('predicted'),
    left: Left,
    operators: z.array(Operator),
    signature: Signature,
    /** Features that no input takes. */
    unused: z.array(z.string()),
    seconds: z.number().min(0),
    runtime: z.string(),
  }),
  /** Times in milliseconds. */
  z.strictObject({
    kind: z.literal('measured'),
    single: times,
    hundreds: z.array(z.number().min(0)),
    batch: times,
    rows: count,
    load: times,
    memory: z.number().min(0),
  }),
  z.strictObject({
    kind: z.literal('refused'),
    cause: z.enum(['model', 'memory']),
    message: z.string(),
    hint: z.string().optional(),
  }),
])
export type Result = z.infer<typeof Result>
