import type { Measurement } from '../model/measure.ts'
import type { Log } from '../project/log.ts'

/** What was measured of one model, or why nothing was. */
export type Speed = Measurement | { undefined: string }

/** Both models, measured in the same run. */
export interface Speeds {
  candidate: Speed
  /** undefined where there is nothing to compare with. */
  production: Speed | undefined
  environment: { node: string; platform: string; cpu: string; cpus: number }
}

type Side = 'candidate' | 'production'

/** A machine slows down and speeds up meanwhile: taking turns this way, neither model is always the later one. */
const turns: readonly Side[] = ['candidate', 'production', 'production', 'candidate']

/** Measures both models by turns, each turn in a process of its own, and puts the turns of each together. */
export async function measureSides(
  measure: Record<Side, (() => Promise<Speed>) | undefined>,
  log: Log,
): Promise<Record<Side, Speed | undefined>> {
  const found: Record<Side, Speed | undefined> = { candidate: undefined, production: undefined }
  for (const side of turns) {
    const run = measure[side]
    const before = found[side]
    if (!run || (before && 'undefined' in before)) continue
    const speed = await log.step(`measure ${side}`, run)
    found[side] = before && !('undefined' in speed) ? joined(before, speed) : speed
  }
  return found
}

function joined(a: Measurement, b: Measurement): Measurement {
  return {
    single: [...a.single, ...b.single],
    hundreds: [...a.hundreds, ...b.hundreds],
    batch: [...a.batch, ...b.batch],
    rows: a.rows,
    load: [...a.load, ...b.load],
    memory: Math.max(a.memory, b.memory),
  }
}
