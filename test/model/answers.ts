import type { Answers, Asked, Prediction } from '../../src/model/predict.ts'

/** What a model answered to a task. Throws an Error where it answered nothing, or something else. */
export function answersOf<T extends Asked['task']>(
  prediction: Prediction,
  task: T,
): Extract<Answers, { task: T }> {
  if (!prediction.ok) throw new Error(`${prediction.cause}: ${prediction.message}`)
  if (prediction.answers.task !== task) throw new Error(`answered ${prediction.answers.task}, not ${task}`)
  return prediction.answers as Extract<Answers, { task: T }>
}
