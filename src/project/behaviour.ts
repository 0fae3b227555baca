import type { Direction } from './metrics.ts'
import type { Task } from './task.ts'

type Figures = ReadonlyMap<string, Direction>

const range = { mean: 'none', min: 'none', max: 'none' } as const
const distance = { psi: 'none', ks: 'none' } as const

/** What a model predicts on the whole, and how far its predictions are from those of what it is compared with. */
export const predictionOf: Record<Task, Figures> = {
  'binary-classification': entries({ positive_rate: 'none', ...range, ...distance }),
  'multiclass-classification': entries({ psi: 'none' }),
  regression: entries({ ...range, ...distance }),
}

/** The file that is the model. */
export const artifactFigures: Figures = entries({ megabytes: 'lower' })

const robustness = entries(
  Object.fromEntries(
    ['noise', 'missing', 'swap', 'boundary'].flatMap((kind) => [
      [`${kind}_agreement`, 'higher'],
      [`${kind}_drop`, 'none'],
    ]),
  ) as Record<string, Direction>,
)

/** How much of what a model says stays when its features are disturbed, and how much of its main metric is lost. */
export const robustnessFigures: Figures = robustness

/** How alike what the features matter is to two models. */
export const importanceFigures: Figures = entries({ correlation: 'none' })

/** How far the framework's own predictions are from those of its ONNX export. */
export const parityFigures: Figures = entries({ parity: 'none' })

/** What is measured with a clock, and so differs from run to run. */
export const measuredFigures = new Map([
  ['latency', entries({ mean: 'lower', p50: 'lower', p95: 'lower', p99: 'lower' })],
  [
    'throughput',
    entries({
      rows_per_second_at_1: 'higher',
      rows_per_second_at_100: 'higher',
      rows_per_second: 'higher',
    }),
  ],
  ['load', entries({ milliseconds: 'lower' })],
  ['memory', entries({ megabytes: 'lower' })],
] as const)

/** Families of such figures. */
export const measuredFamilies: ReadonlySet<string> = new Set(measuredFigures.keys())

/** Families that take the model itself: its predictions of the held-out rows do not tell them. */
export const modelFamilies: ReadonlySet<string> = new Set([
  'artifact',
  'robustness',
  'importance',
  'parity',
  ...measuredFamilies,
])

function entries(of: Record<string, Direction>): Figures {
  return new Map(Object.entries(of))
}
