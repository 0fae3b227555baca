import type { Table } from '../data/table.ts'
import type { Truth } from '../data/truth.ts'
import { type FeatureImportance, importances, permutations, repeats } from '../evaluation/importance.ts'
import { onlyRows, type Predictions, predictionsOf, type Scores, unusable } from '../evaluation/tasks.ts'
import type { Model } from '../project/schema/model.ts'
import type { Scorable } from './contender.ts'
import { type Gated, gatesOf } from './gate.ts'
import { columnsOf } from './scores.ts'
import { evenRows, rowsOf, scoredTogether, type Trying } from './trials.ts'

/** Rows with one feature permuted that are scored in all: with many features, fewer rows of each. */
const mostCells = 400_000
const mostRows = 5_000
const leastRows = 200

/** What is measured here are losses of the order of scores, or of labels: no threshold moves them. */
const anyThreshold = { threshold: 0.5 }

type Known = readonly FeatureImportance[] | { undefined: string }

/** What each feature matters to both models. */
export interface Importance {
  rows: number
  candidate: Known
  /** undefined where there is nothing to compare with. */
  production: Known | undefined
}

/** Whether a policy asks what each feature matters. */
export function asksImportance(model: Gated & { evaluate: Pick<Model['evaluate'], 'importance'> }): boolean {
  return model.evaluate.importance === true || gatesOf(model).some(({ family }) => family === 'importance')
}

type Contender = Pick<Scorable, 'artifact' | 'features' | 'predict'>

/** Permutes the features of an even sample of the held-out rows and has both models score them, each in one process. */
export async function importanceOf(
  sides: { candidate: Contender & { scores: Scores }; version: (Contender & { scores: Scores }) | null },
  { features, truth, seed, ...of }: Trying & { features: Table; truth: Truth; seed: number },
): Promise<Importance> {
  const widest = Math.max(1, sides.candidate.features.length, sides.version?.features.length ?? 0)
  const most = Math.min(mostRows, Math.max(leastRows, Math.floor(mostCells / (widest * repeats))))
  const rows = evenRows(features.rows, most)
  const sample = rowsOf(features, rows)
  const known = async (side: Contender & { scores: Scores }, name: string): Promise<Known> => {
    const clean = onlyRows(predictionsOf(truth, side.scores, anyThreshold), rows)
    const permuted = permutations(columnsOf(sample, side.features), seed)
    const tables = permuted.map(({ table }, at) => [at, table] as const)
    const scored = await scoredTogether(side, { ...of, name, tables, whole: true })
    const disturbed: { feature: string; disturbed: Predictions }[] = []
    for (const [at, { feature }] of permuted.entries()) {
      const tried = scored.get(at)
      if (tried === undefined || 'undefined' in tried) return tried ?? { undefined: 'it was not scored' }
      const predictions = predictionsOf(clean, tried, anyThreshold)
      const why = unusable(predictions)
      if (why !== undefined) return { undefined: `of permuted rows, ${why}` }
      disturbed.push({ feature, disturbed: predictions })
    }
    return importances(clean, disturbed)
  }
  return {
    rows: rows.length,
    candidate: await known(sides.candidate, 'candidate, permuted'),
    production: sides.version ? await known(sides.version, 'compared with, permuted') : undefined,
  }
}
