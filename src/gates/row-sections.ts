import { z } from 'zod'
import { Figure, MetricValue } from './gate-result.ts'

/** A figure of both models. */
const compared = {
  candidate: MetricValue,
  /** Of the candidate's figure. */
  interval: z.strictObject({ low: Figure, high: Figure }).nullable(),
  /** Of what it is compared with. */
  production: MetricValue.optional(),
}

/** Some of the held-out rows, and how both models do on them. */
export const SliceFigures = z.strictObject({
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
export const ClassFigures = SliceFigures.pick({ name: true, rows: true, metrics: true })
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
export const Segments = z.strictObject({
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
