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

export { GateResult, MetricValue } from './gate-result.ts'

/** Points for the charts, thinned to at most 101. */
const Curves = z.strictObject({
  roc: z.array(z.tuple([Figure, Figure])),
  calibration: z.array(z.strictObject({ predicted: Figure, observed: Figure, rows: z.int() })),
})
export type Curves = z.infer<typeof Curves>

/** Of a multiclass classification: `counts[true][predicted]`, in the order of the classes; sums of weights where rows have any. */
const Confusion = z.strictObject({
  classes: z.array(z.string()),
  counts: z.array(z.array(z.number().min(0))),
})

/** Of a regression: predicted against actual, in quantile bins of the prediction from low to high. */
const Fit = z
  .array(
    z.strictObject({
      predicted: Figure,
      actual: Figure,
      /** Standard deviation of target - prediction. */
      spread: Figure,
      rows: z.int().min(1),
    }),
  )
  .max(20)
export type Fit = z.infer<typeof Fit>

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

/** A model that was scored. */
export const Scored = z.strictObject({
  digest: Digest,
  bytes: z.int().min(0),
  metrics: z.record(z.string(), MetricValue),
  curves: Curves.nullable(),
  confusion: Confusion.optional(),
  fit: Fit.optional(),
  /** Digests of the rows that it was scored on and of the scores that it gave; absent where it was not scored. */
  scored: z.strictObject({ rows: Digest, scores: Digest }).optional(),
  /** Of a model that a program of the repository reads: digest of its command and of all files that it could read. */
  program: Digest.optional(),
  /** Its predictions were given in a file, which `digest` is of, and not made by Pawl: nothing proves which model made them. */
  predictions: z.literal('given').optional(),
})
export type Scored = z.infer<typeof Scored>

/** A figure of both models. */
const compared = {
  candidate: MetricValue,
  /** Of the candidate's figure. */
  interval: z.strictObject({ low: Figure, high: Figure }).nullable(),
  /** Of what it is compared with. */
  production: MetricValue.optional(),
}

/** Some of the held-out rows, and how both models do on them. */
const SliceFigures = z.strictObject({
  /** What it is a slice by: `contract`. */
  by: z.string(),
  /** `contract=two-year` */
  name: z.string(),
  rows: z.int().min(0),
  /** Rows that carry the figures: of the rarer class where there are classes. */
  support: z.int().min(0),
  /** Where rows have weights, how many of these of equal weight would say as much (Kish). */
  effective: Figure.optional(),
  metrics: z.array(
    z.strictObject({
      metric: z.string(),
      ...compared,
    }),
  ),
})
export type SliceFigures = z.infer<typeof SliceFigures>

/** One class of a multiclass classification against the rest, and how both models do on it. */
const ClassFigures = SliceFigures.pick({ name: true, rows: true, metrics: true })
export type ClassFigures = z.infer<typeof ClassFigures>

/** A rate or mean of one group, of one model. */
const GroupFigure = z.strictObject({
  /** The rows that it is of; of a true positive rate, the positive ones. */
  rows: z.int().min(0),
  /** Of rows with weights, how many of equal weight would say as much (Kish). */
  effective: Figure.optional(),
  /** Too few to take part in a figure between groups. */
  small: z.boolean(),
  /** null where there is no row that it is of. */
  value: Figure.nullable(),
  /** 95 % interval: of a share Wilson's. */
  interval: z.strictObject({ low: Figure, high: Figure }).nullable(),
})

/** How both models do on the groups of one protected attribute. */
export const Fairness = z.strictObject({
  /** `gender`, `gender and age` */
  attribute: z.string(),
  /** A group with fewer rows takes no part. */
  least: z.int().min(1),
  groups: z.array(
    z.strictObject({
      /** `gender=female` */
      name: z.string(),
      rows: z.int().min(0),
      figures: z.array(
        z.strictObject({
          figure: z.string(),
          candidate: GroupFigure.optional(),
          production: GroupFigure.optional(),
        }),
      ),
    }),
  ),
  measures: z.array(
    z.strictObject({
      measure: z.string(),
      /** Of several classes against the rest: the one on which the candidate's groups are furthest apart. */
      class: z.string().optional(),
      ...compared,
    }),
  ),
})
export type Fairness = z.infer<typeof Fairness>

/** Rows that the candidate does worse on than on the others: found on one half of them, and confirmed on the other. */
const Segments = z.strictObject({
  /** What all figures are the mean of: `log_loss`, `error_rate`, `mae`. */
  metric: z.string(),
  /** How many segments were tried on the half that confirms. */
  tried: z.int().min(0),
  found: z.array(
    z.strictObject({
      /** `tenure below 4 and contract = month-to-month` */
      name: z.string(),
      rows: z.int().min(0),
      candidate: Figure,
      /** Of the candidate on all other rows. */
      elsewhere: Figure,
      /** 95 % interval of the difference, corrected for the number tried. */
      excess: z.strictObject({ low: Figure, high: Figure }),
      production: Figure.optional(),
    }),
  ),
})
export type Segments = z.infer<typeof Segments>

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
