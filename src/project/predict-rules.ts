import { measuredFamilies, modelFamilies } from './behaviour.ts'
import type { Loaded } from './loaded.ts'
import type { Problem } from './problem.ts'
import type { Model } from './schema/model.ts'

/** Whether a model is known by a file of predictions that something else made. */
export function isGiven({ predict }: Pick<Model, 'predict'>): boolean {
  return predict !== undefined && 'file' in predict
}

/** What is wrong between how a model is trained, how it predicts, and what is asked of it beside gates. */
export function predictProblems({ config, yaml }: Loaded<Model>): Problem[] {
  const written = yaml.value as { train?: unknown }
  if (!isGiven(config)) {
    const latency: Problem[] =
      config.predict && config.evaluate.latency
        ? [{ place: yaml.placeOf(['evaluate', 'latency']), ...unanswerable(config, 'evaluate.latency') }]
        : []
    if (config.train.run !== undefined) return latency
    const [path, meaning] =
      written.train === undefined
        ? (['train', 'How the model is trained'] as const)
        : (['train.run', 'The command that trains the model'] as const)
    const place = yaml.placeOf(written.train === undefined ? [] : ['train'])
    return [...latency, { place, message: `${path} is missing`, hint: meaning }]
  }
  const { latency, robustness, importance } = config.evaluate
  const asked = [
    ...(latency ? [['evaluate', 'latency']] : []),
    ...(robustness ? [['evaluate', 'robustness']] : []),
    ...(importance ? [['evaluate', 'importance']] : []),
    ...(config.cases ? [['cases']] : []),
    ...(config.compare.signature ? [['compare', 'signature']] : []),
  ]
  return asked.map((path) => ({
    place: yaml.placeOf(path, 'key'),
    ...unanswerable(config, path.join('.')),
  }))
}

/** Whether a gate of a family can be judged of a model that predicts in this way. */
export function isAnswerable(model: Pick<Model, 'predict'>, family: string): boolean {
  if (isGiven(model)) return !modelFamilies.has(family)
  return model.predict === undefined || !measuredFamilies.has(family)
}

/** A program of the user's is started for all rows at once: its time says nothing of a row's. A file cannot be asked at all. */
export function unanswerable(model: Pick<Model, 'predict'>, what: string): Pick<Problem, 'message' | 'hint'> {
  return isGiven(model)
    ? {
        message: `${what} needs a model that can be asked, and predict names a file of predictions`,
        hint: 'take it out',
      }
    : {
        message: `${what} needs a model in ONNX, and this one is run by predict`,
        hint: 'take it out, or measure the program where it serves',
      }
}
