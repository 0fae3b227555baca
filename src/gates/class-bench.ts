import { classAgainstRest } from '../evaluation/classes.ts'
import type { Predictions } from '../evaluation/tasks.ts'
import type { Bench } from './bench.ts'
import { once } from './measure.ts'

/** The classes of a multiclass classification; none of another task. */
export function classesOf({ candidate }: Pick<Bench, 'candidate'>): readonly string[] {
  return candidate.task === 'multiclass-classification' ? candidate.classes : []
}

/** Figures of a class that are of its probability; all others are of the labels, as in the confusion matrix. */
const ofProbabilities: ReadonlySet<string> = new Set(['roc_auc', 'calibration_difference'])

/** One class as the positive one, in all rows, for one of its figures. */
export function ofClass(index: number, figure: string): (predictions: Predictions) => Predictions {
  return (predictions) => {
    if (predictions.task !== 'multiclass-classification')
      throw new Error(`a ${predictions.task} has no class to hold against the rest`)
    return classAgainstRest(predictions, index, ofProbabilities.has(figure) ? 'probabilities' : 'labels')
  }
}

const benches = new WeakMap<Bench, Map<string, Bench>>()

/** What both models say of one class against the rest, as two classes; made once for all figures that it is read for alike. */
export function classBench(bench: Bench, index: number, figure: string): Bench {
  const known = benches.get(bench) ?? new Map<string, Bench>()
  benches.set(bench, known)
  const name = `${index} ${ofProbabilities.has(figure)}`
  const part = ofClass(index, figure)
  const candidate = once(() => part(bench.candidate))
  const production = once(() => bench.production && part(bench.production))
  const made = known.get(name) ?? {
    ...bench,
    get candidate() {
      return candidate()
    },
    get production() {
      return production()
    },
  }
  known.set(name, made)
  return made
}
