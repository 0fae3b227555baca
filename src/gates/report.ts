import { z } from 'zod'
import { Leakage } from '../data/leakage/leakage.ts'
import { Digest } from '../project/digest.ts'
import { Name, Sha, Version } from '../project/name.ts'
import { Task } from '../project/task.ts'
import { Outcome, Verdict } from '../project/verdict.ts'
import { Behaviour } from './behaviour-section.ts'
import { Figure, GateResult, MetricValue } from './gate-result.ts'
import { Measured } from './measured-section.ts'
import { OperatingFigures } from './operating-section.ts'
import { Ranking } from './ranking.ts'
import { ClassFigures, Fairness, Segments, SliceFigures } from './row-sections.ts'
import { Curves, Fit, Scored } from './scored-section.ts'

export { GateResult, MetricValue } from './gate-result.ts'

/** One thing that makes the verdict more than words, and whether it holds. */
export const Checked = z.strictObject({
  check: z.enum([
    'other-model',
    'production-scored',
    'every-version-scored',
    'predictions-made',
    'same-rows',
    'steady-answers',
    'unseen-rows',
    'unaltered-rows',
    'base-dataset',
    'both-classes',
    'one-side',
    'twins',
    'conflicting-targets',
    'target-proxies',
    'time-order',
    'signature',
    'base-policy',
  ]),
  /** `pass` where it holds; all else caps the verdict of the report. */
  verdict: Verdict,
  /** false: there was nothing to check, as for a first version. */
  applied: z.literal(false).optional(),
  text: z.string(),
})
export type Checked = z.infer<typeof Checked>

/** A setting that decides, as the base has it and as the change wants it; null where it is not set. */
const PolicyChange = z.strictObject({
  setting: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})

/** Every gate's verdict with figures, intervals, row counts and digests. The same inputs give the same bytes. */
export const Report = z.strictObject({
  schema: z.literal('pawl/report@1'),
  model: z.string(),
  /** Reports of the first Pawl lack it: they are of binary classifications. */
  task: Task.optional(),
  verdict: Outcome,
  /** One sentence that says why, as in the first line of the comment. */
  reason: z.string(),
  candidate: Scored.extend({
    commit: Sha,
    run: z.string(),
    /** It is a file that was given, of no run: such a report is never promoted. `true` is how earlier reports call a model. */
    given: z.union([z.enum(['model', 'predictions']), z.literal(true)]).optional(),
  }),
  /** null for a first version. */
  production: Scored.extend({
    version: Version,
    commit: Sha,
    run: z.string(),
    /** Why it could not be scored. */
    unscored: z.string().optional(),
  }).nullable(),
  /** What the candidate was compared with where that is not production; production is then not scored. */
  against: z
    .strictObject({
      name: z.enum(['version', 'best-run', 'baseline']),
      /** null for a baseline, which is no version. */
      version: Version.nullable(),
      digest: Digest.nullable(),
      metrics: z.record(z.string(), MetricValue),
      curves: Curves.nullable(),
      fit: Fit.optional(),
      scored: Scored.shape.scored,
      program: Scored.shape.program,
      predictions: Scored.shape.predictions,
      unscored: z.string().optional(),
      /** Of the best of all versions: what all came to on these rows. */
      ranking: Ranking.optional(),
    })
    .optional(),
  data: z.strictObject({
    dataset: z.string(),
    version: Digest,
    /** Version of the training data's dataset in production, if there is one. */
    production: Digest.nullable(),
    holdout: z.strictObject({
      rows: z.int().min(0),
      /** Of a binary classification. */
      positives: z.int().min(0).optional(),
      /** Of a multiclass classification: the rows of each class, in the order of its probabilities. */
      classes: z.array(z.strictObject({ name: z.string(), rows: z.int().min(0) })).optional(),
      /** Where figures are of weighted rows: by which column, how many rows of equal weight would say as much (Kish), and how many held-out rows of weight 0 are left out. */
      weights: z.strictObject({ column: z.string(), effective: Figure, zero: z.int().min(0) }).optional(),
      /** Where rows belong together: by which columns, and to how many groups. Intervals are then of groups. */
      groups: z.strictObject({ columns: z.string(), count: z.int().min(1) }).optional(),
      /** Digest of keys, features, target and weight of the rows that were scored, in order. */
      digest: Digest,
      /** Earlier holdout rows that are altered or gone: those of the base, or on the base itself those that production was judged on. */
      altered: z.int().min(0),
      /** Holdout rows that were not there then. */
      added: z.int().min(0).optional(),
    }),
    /** Rows whose features and target are equal to a training row's; judged by a limit. */
    twins: z.int().min(0),
    /** What else the training rows tell of the held-out ones; reports of the first Pawl lack it. */
    leakage: Leakage.optional(),
  }),
  policy: z.strictObject({
    digest: Digest,
    commit: Sha,
    changed: z.boolean(),
    changes: z.array(PolicyChange).optional(),
    /** What the change's own gates, comparison and threshold would say. They count after the merge. */
    own: z.strictObject({ verdict: Outcome, reason: z.string() }).optional(),
  }),
  gates: z.array(GateResult),
  /**
   * What the candidate comes to for each stage of the project, where gates differ by stage; the verdict and gates of the report itself
   * are those for production.
   */
  stages: z
    .array(
      z.strictObject({
        stage: Name,
        verdict: Outcome,
        reason: z.string(),
        /** Of every stage but production. */
        gates: z.array(GateResult).optional(),
      }),
    )
    .optional(),
  /** Where predictions become positive, if not by one number. */
  operating: OperatingFigures.optional(),
  /** Kinds of rows that the policy asks for, in its order. */
  slices: z.array(SliceFigures).optional(),
  /** Of a multiclass classification each class, or the largest of many. */
  classes: z.array(ClassFigures).optional(),
  /** Where the policy asks for weak segments; information only. */
  segments: Segments.optional(),
  /** Protected attributes that the policy names, in its order. */
  fairness: z.array(Fairness).optional(),
  /** How the candidate behaves beside its metrics: what it predicts on the whole, its file. */
  behaviour: z.array(Behaviour).optional(),
  /** What differs from run to run. All other bytes of a report follow from its inputs, as long as these verdicts agree. */
  measured: Measured.optional(),
  /** What was checked besides the figures; reports of the first Pawl lack it. */
  checked: z.array(Checked).optional(),
  /** Remarks a reader must see: self-approval allowed, policy changed, rows altered. */
  notes: z.array(z.string()),
  environment: z.strictObject({
    pawl: z.string(),
    node: z.string(),
    platform: z.string(),
    onnxruntime: z.string(),
    duckdb: z.string(),
    threads: z.int(),
    seed: z.int(),
  }),
})
export type Report = z.infer<typeof Report>
