import { z } from 'zod'
import { plainGates } from '../gate-presets.ts'
import { Name } from '../name.ts'
import { Task } from '../task.ts'
import { EdgeCase } from './cases.ts'
import { ColumnName } from './column.ts'
import { Compare } from './compare.ts'
import { CustomMetrics } from './custom-metrics.ts'
import { Drift } from './drift.ts'
import { Evaluate } from './evaluate.ts'
import { LeakageLimits } from './leakage.ts'
import { Gates } from './named-gates.ts'
import { Split } from './split.ts'
import { Duration, Login, Scalar, Timeout } from './values.ts'
import { Waiver } from './waivers.ts'

export const Target = z.strictObject({
  column: ColumnName.describe('The column to predict.'),
  positive: Scalar.optional().describe('Of a binary classification, the value that counts as positive.'),
  classes: z
    .array(Scalar)
    .min(2)
    .max(200)
    .optional()
    .describe(
      'Of a multiclass classification, the values there can be. A model whose labels are 0, 1, 2, … means them in this order. Without it, the classes are the values that the column holds.',
    ),
})
export type Target = z.infer<typeof Target>

/** The model's file, unless it is in another format. */
export const onnxFile = 'model.onnx'

/** A program that predicts with a model in another format than ONNX, as runs and versions record it; the time-out in milliseconds. */
const PredictingProgram = z.strictObject({
  run: z.string(),
  artifact: z.string(),
  timeout: z.number().min(1),
  /** Of features and predictions. */
  format: z.enum(['parquet', 'csv']),
})
export type PredictingProgram = z.infer<typeof PredictingProgram>

/** The same, or the file of predictions that was given instead of a model. */
export const Predicting = z.union([PredictingProgram, z.strictObject({ file: z.string() })])
export type Predicting = z.infer<typeof Predicting>

/** The name of the file that is the model: what training leaves, what is scored, what the registry keeps. Of given predictions it is their file. */
export function artifactOf({
  predict,
}: {
  predict?: { artifact: string } | { file: string } | undefined
}): string {
  if (predict === undefined) return onnxFile
  return 'file' in predict ? predict.file : predict.artifact
}

const ownFiles = [
  'version.json',
  'report.json',
  'profile.json',
  'importance.json',
  'metrics.jsonl',
  'card.md',
]

/** A file of a version's folder. */
const ArtifactName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'expected a file name of lower-case letters, digits, dot, _ and -')
  .refine((name) => name !== onnxFile, 'model.onnx needs no predict: Pawl runs it itself')
  .refine((name) => !ownFiles.includes(name), 'this file is one of those that Pawl itself writes or reads')

/** A file of predictions: its ending tells its format. */
const PredictionsName = ArtifactName.regex(
  /\.(csv|parquet)$/,
  'expected a name that ends in .csv or .parquet',
)

/** A program of the repository that predicts with a file that training leaves. */
const Program = z.strictObject({
  run: z
    .string()
    .min(1)
    .max(10_000)
    .describe(
      'The command that predicts: it reads PAWL_FEATURES and PAWL_ARTIFACT, and writes PAWL_PREDICTIONS.',
    ),
  artifact: ArtifactName.describe(
    'The file that training leaves instead of model.onnx, such as model.joblib.',
  ),
  timeout: Timeout.prefault('10m').describe('When predicting is killed.'),
})

const usualTimeout = 600_000

/** A program, or a file of predictions that something else made. */
const Predict = z
  .strictObject({
    run: Program.shape.run.optional(),
    artifact: Program.shape.artifact.optional(),
    timeout: Timeout.optional().describe('With `run`: when predicting is killed; 10m if not given.'),
    file: PredictionsName.optional().describe(
      'Instead of `run` and `artifact`: a CSV or Parquet file of predictions that something else made, with the key of each held-out row, and prediction or probability_<class>. It lies beside model.yaml, or training leaves it where `train.run` is set. Pawl cannot tell which model made them, and the report says so.',
    ),
  })
  .transform((written, context): z.infer<typeof Program> | { file: string } => {
    const { run, artifact, timeout, file } = written
    const refuse = (key: keyof typeof written, message: string): void =>
      void context.issues.push({ code: 'custom', path: [key], message, input: written })
    if (file !== undefined) {
      for (const key of ['run', 'artifact', 'timeout'] as const)
        if (written[key] !== undefined) refuse(key, `a file of predictions has no ${key}`)
      return { file }
    }
    if (run === undefined) refuse('run', 'expected the command that predicts, or file: predictions.csv')
    if (artifact === undefined)
      refuse('artifact', 'expected the file that training leaves, such as model.joblib')
    if (run === undefined || artifact === undefined) return z.NEVER
    return { run, artifact, timeout: timeout ?? usualTimeout }
  })

/** `models/<name>/model.yaml`: what the model is and what it must reach. */
export const ModelFile = z
  .strictObject({
    model: Name.describe('The name of the model, the same as that of its folder.'),
    description: z.string().max(2000).optional().describe('What the model is for, for people.'),
    task: Task.describe('What the model predicts.'),
    owners: z.array(Login).min(1).describe('Logins and teams who answer for the model.'),
    data: z
      .strictObject({
        dataset: Name.describe('The dataset it is trained and judged on.'),
        target: Target.describe('What is to be predicted.'),
        features: z
          .array(ColumnName)
          .min(1)
          .describe('The columns the model may see, in the order of its inputs.'),
        weight: ColumnName.optional().describe(
          'The column with the weight of each row, for training only; `evaluate.weight` is for judging.',
        ),
        group: ColumnName.optional().describe(
          'The column that names what a row belongs to. Training is given it; no value of it may be on both sides of the split.',
        ),
        time: ColumnName.optional().describe(
          'The column that says when a row came about. Training is given it.',
        ),
        split: Split.describe('Which rows are kept from training to judge on.'),
        leakage: LeakageLimits.prefault({}).describe('What training rows may tell of the held-out rows.'),
      })
      .describe('The rows and columns the model is made from.'),
    train: z
      .strictObject({
        run: z
          .string()
          .min(1)
          .max(10_000)
          .optional()
          .describe('The command that trains the model; only with `predict: {file: …}` there may be none.'),
        timeout: Timeout.prefault('30m').describe('When training is killed.'),
        params: z
          .record(z.string(), z.unknown())
          .default({})
          .describe('Parameters that training finds in the file PAWL_PARAMS.'),
        format: z
          .enum(['parquet', 'csv'])
          .default('parquet')
          .describe('The format of the training rows in PAWL_TRAIN.'),
        data: z
          .enum(['rows', 'files'])
          .default('rows')
          .describe("Whether training gets its rows only, or the dataset's files too."),
        seed: z
          .int()
          .min(0)
          .max(4294967295)
          .default(42)
          .describe('The seed that training finds in PAWL_SEED.'),
      })
      .prefault({})
      .describe('How the model is trained.'),
    predict: Predict.optional().describe(
      'How a model in another format than ONNX predicts, or the file of its predictions.',
    ),
    parity: Program.extend({
      artifact: ArtifactName.describe(
        "The framework's own model, which training leaves beside model.onnx, such as model.joblib.",
      ),
    })
      .optional()
      .describe(
        'How the framework predicts with the model that model.onnx was exported from: for the gate `parity`.',
      ),
    evaluate: Evaluate.prefault({}).describe('How the model is scored.'),
    metrics: CustomMetrics.optional().describe(
      'Figures of your own by name, for gates such as `profit: {min-gain: 0}`.',
    ),
    compare: Compare.prefault({}).describe('How the candidate is compared with the model in production.'),
    cases: z
      .array(EdgeCase)
      .min(1)
      .max(200)
      .optional()
      .describe('Made-up rows whose answers are known, each judged as a gate of its own.'),
    gates: Gates.describe(
      'What the figures of the model must reach, by metric; default, strict or lenient for a set of usual gates.',
    ),
    stages: z
      .record(
        Name,
        z.strictObject({
          gates: Gates.describe(
            'Gates for a promotion to this stage: own ones replace those of the same name in gates or come on top, and none takes one away.',
          ),
        }),
      )
      .meta({ propertyNames: { title: 'stage' } })
      .optional()
      .describe('What a promotion to a stage asks for, where that is not the same for all stages.'),
    waivers: z
      .array(Waiver)
      .min(1)
      .max(50)
      .optional()
      .describe('Exceptions to gates, each with an owner, an approver, a reason and an end.'),
    drift: Drift,
    retrain: z
      .strictObject({
        when: z
          .strictObject({
            drift: z
              .strictObject({
                columns: z.int().min(1).describe('How many columns must have drifted.'),
              })
              .optional()
              .describe('Retrain when this many columns have drifted.'),
          })
          .default({})
          .describe('What starts a retraining; a request always does.'),
        'cool-down': Duration.prefault('1d').describe('The least time between two retrainings.'),
      })
      .prefault({})
      .describe('When the model is trained again.'),
  })
  .describe('models/<name>/model.yaml: what the model is and what it must reach.')

/** The same with plain gates: nothing behind this knows of presets. */
export const Model = ModelFile.transform(({ stages, ...file }) => {
  const gates = plainGates(file.gates, file.task)
  const each = Object.entries(stages ?? {}).map(
    ([stage, own]) => [stage, { gates: plainGates(own.gates, file.task, gates) }] as const,
  )
  const byStage: { stages?: Record<string, { gates: typeof gates }> | undefined } =
    stages === undefined ? {} : { stages: Object.fromEntries(each) }
  return { ...file, gates, ...byStage }
})
export type Model = z.infer<typeof Model>
