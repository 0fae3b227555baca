import type { Problem } from './problem.ts'
import type { Configured } from './project.ts'
import type { Dataset } from './schema/dataset.ts'
import type { Model } from './schema/model.ts'

/**
 * Features that name a row, where all columns of the key are features: a model learns nothing from them that holds for other
 * rows. That is no mistake, as a key such as a store and a day may say something, so it is told and decides nothing.
 */
export function keyFeatures(
  { config, placeOf }: Configured<Model>,
  { dataset, key }: Pick<Dataset, 'dataset' | 'key'>,
): Problem[] {
  const { features } = config.data
  if (key.length === 0 || !key.every((column) => features.includes(column))) return []
  const place = placeOf?.(['data', 'features', features.indexOf(key[0] as string)])
  const whole =
    key.length === 1 ? `${key[0]} is a feature and the key` : `the features ${key.join(' and ')} are the key`
  return [
    {
      ...(place && { place }),
      message: `${whole} of ${dataset}: it names a row, so what a model learns of it says nothing of new rows`,
      hint: `take ${key.length === 1 ? 'it' : 'one of them'} out of data.features`,
    },
  ]
}
