import { join } from 'node:path'
import { admit } from '../model/admit.ts'
import { mostPredictions } from '../model/limits.ts'
import { UserError } from '../project/problem.ts'
import { artifactOf, type Model } from '../project/schema/model.ts'
import type { Artifacts } from './artifacts.ts'
import { gitKnows } from './working-copy.ts'

/**
 * Takes over the file of predictions that lies beside model.yaml, as a training takes over what its command leaves. Throws a
 * `UserError` where it is missing, no plain file or too large, and where git does not know it: a commit would then not say
 * what was judged.
 */
export async function takePredictions({
  root,
  model,
  into,
}: {
  root: string
  model: Model
  into: string
}): Promise<Artifacts> {
  const name = artifactOf(model)
  const path = `models/${model.model}/${name}`
  if (!(await gitKnows(root, path)))
    throw new UserError({
      place: { file: path },
      message: 'is no file of this repository',
      hint: 'commit the predictions there, or set train.run, which leaves them in the folder PAWL_OUT',
    })
  const admitted = await admit({
    path: join(root, path),
    name: path,
    into: join(into, name),
    maxBytes: mostPredictions,
  })
  return { artifacts: [{ path: name, ...admitted }], metrics: [], importance: undefined }
}
