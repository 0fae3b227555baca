import {
  artifactFigures,
  importanceFigures,
  measuredFigures,
  parityFigures,
  predictionOf,
  robustnessFigures,
} from './behaviour.ts'
import { fairnessOf } from './fairness.ts'
import { classMetrics, type Direction, metricsOf, thresholdedMetrics } from './metrics.ts'
import { unknownName } from './nearest.ts'
import { Task } from './task.ts'

/** What decides which figures a model has. */
export interface Measured {
  task: Task
  evaluate: {
    slices?: readonly unknown[] | undefined
    protected?: readonly unknown[] | undefined
    points?: Readonly<Record<string, unknown>> | undefined
  }
  parity?: unknown
  /** The user's own. */
  metrics?: Readonly<Record<string, { better: Direction; sql?: string | undefined }>> | undefined
}

/**
 * A kind of figure that a gate can be about: `metrics` of all held-out rows (`roc_auc`), `slices` of each slice
 * (`slices.roc_auc`), `points` at each named threshold (`points.outreach.recall`), `fairness` between the groups of each
 * protected attribute, `classes` of each class against the rest (`classes.recall`), and so on.
 */
interface Family {
  measures(model: Measured): ReadonlyMap<string, Direction>
  /** What model.yaml lacks for it, as a hint. */
  lacks?(model: Measured): string | undefined
  /** Its figures say nothing without its name: a result tells of `prediction.mean`, not of `mean`. */
  named?: true
}

const families = {
  metrics: { measures: (model) => withOwn(model, () => true) },
  slices: {
    // A program's figure is of all rows at once.
    measures: (model) => withOwn(model, ({ sql }) => sql !== undefined),
    lacks: ({ evaluate }) =>
      evaluate.slices?.length ? undefined : 'name columns to slice by as slices, under evaluate',
  },
  classes: {
    measures: ({ task }) => (task === 'multiclass-classification' ? classMetrics : new Map()),
  },
  fairness: {
    measures: ({ task }) => fairnessOf[task],
    lacks: ({ evaluate }) =>
      evaluate.protected?.length ? undefined : 'name columns as protected, under evaluate',
  },
  points: { measures: pointFigures, named: true },
  prediction: { measures: ({ task }) => predictionOf[task], named: true },
  artifact: { measures: () => artifactFigures, named: true },
  robustness: { measures: () => robustnessFigures, named: true },
  importance: { measures: () => importanceFigures, named: true },
  parity: {
    measures: () => parityFigures,
    lacks: ({ parity }) =>
      parity === undefined
        ? 'say how the framework predicts, beside gates: parity: {run: python predict.py, artifact: model.joblib}'
        : undefined,
    named: true,
  },
  latency: measured('latency'),
  throughput: measured('throughput'),
  load: measured('load'),
  memory: measured('memory'),
} as const satisfies Record<string, Family>

type Own = NonNullable<Measured['metrics']>[string]

/** The metrics of a task and those of the user's own that are wanted. */
function withOwn(
  { task, metrics = {} }: Measured,
  which: (own: Own) => boolean,
): ReadonlyMap<string, Direction> {
  const own = Object.entries(metrics).filter(([, metric]) => which(metric))
  if (own.length === 0) return metricsOf[task]
  return new Map<string, Direction>([
    ...metricsOf[task],
    ...own.map(([name, { better }]): [string, Direction] => [name, better]),
  ])
}

function pointFigures({ task, evaluate: { points = {} } }: Measured): ReadonlyMap<string, Direction> {
  if (task !== 'binary-classification') return new Map()
  return new Map(
    Object.keys(points).flatMap((point) =>
      [...thresholdedMetrics].map(([metric, better]): [string, Direction] => [`${point}.${metric}`, better]),
    ),
  )
}

function measured(family: 'latency' | 'throughput' | 'load' | 'memory'): Family {
  const figures = measuredFigures.get(family) ?? new Map()
  return { measures: () => figures, named: true }
}

export type FamilyName = keyof typeof families
const named: readonly [FamilyName, Family][] = Object.entries(families) as [FamilyName, Family][]

export const familyNames: readonly string[] = named.map(([family]) => family)

/** A figure that a gate is about. */
export interface Measure {
  family: FamilyName
  /** Its name within the family: the metric of `slices.roc_auc` is `roc_auc`; that of `prediction.mean` is the whole name. */
  metric: string
  better: Direction
}

/** What a gate of that name is about, or what is wrong with the name. */
export function measureNamed(
  name: string,
  model: Measured,
): Measure | { problem: { message: string; hint?: string } } {
  const [family, metric] = partsOf(name)
  const known = named.find(([each]) => each === family)?.[1]
  const better = known?.measures(model).get(metric)
  if (!known || better === undefined) return { problem: unknownName('metric', name, measureNames(model)) }
  const lacks = known.lacks?.(model)
  if (lacks !== undefined)
    return { problem: { message: `there is nothing that ${name} is about`, hint: lacks } }
  return { family: family as FamilyName, metric: known.named ? name : metric, better }
}

/** Every name that a gate of such a model can have. */
export function measureNames(model: Measured): string[] {
  return named.flatMap(([family, { measures, lacks }]) =>
    lacks?.(model) === undefined ? [...measures(model).keys()].map((metric) => gateName(family, metric)) : [],
  )
}

/** Every name that a gate of any model can have, for editors. */
export function everyMeasureName(): string[] {
  const names = named.flatMap(([family, { measures }]) =>
    Task.options.flatMap((task) =>
      [...measures({ task, evaluate: {} }).keys()].map((metric) => gateName(family, metric)),
    ),
  )
  return [...new Set(names)]
}

/** What a gate on such a figure is called. */
export function gateName(family: FamilyName, metric: string): string {
  return family === 'metrics' || family === metric ? metric : `${family}.${metric}`
}

/** A family of one figure has its name: `parity`. */
function partsOf(name: string): [family: string, metric: string] {
  if (name === 'parity') return [name, name]
  const [, family, metric] = /^([a-z]+)\.(.+)$/s.exec(name) ?? []
  return family !== undefined &&
    metric !== undefined &&
    named.some(([each]) => each === family && each !== 'metrics')
    ? [family, metric]
    : ['metrics', name]
}
