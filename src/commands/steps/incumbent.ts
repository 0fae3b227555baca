import { join } from 'node:path'
import type { Context } from '../../frame/context.ts'
import type { Against, Incumbent } from '../../gates/contender.ts'
import { rankedBy } from '../../project/best-run.ts'
import { messageOf, UserError } from '../../project/problem.ts'
import { artifactOf, type Target } from '../../project/schema/model.ts'
import { type Production, type VersionsAt, versionAt, versionNamesAt } from '../../registry/production.ts'
import { predictionsIn } from './prediction-file.ts'
import { versionProgram } from './program.ts'
import { projectAt } from './reference.ts'
import type { Subject } from './subject.ts'

/** What the policy compares with. A version that it names and the registry lacks is the user's to mend. */
export async function rivalAt(
  { root, download }: Context,
  subject: Subject['model'],
  { commit, folder }: { commit: string; folder: string },
): Promise<Against> {
  const { model, compare } = subject
  const wanted = compare.with
  if (wanted === 'production' || wanted === 'baseline') return { kind: wanted }
  if (wanted === 'best-run') return bestRunAt({ root, commit, model: subject, download }, folder)
  const found = await versionAt({ root, commit, model, into: join(folder, 'rival.model'), download }, wanted)
  if (!found && wanted !== 'last-version')
    throw new UserError({
      place: { file: `models/${model}/model.yaml` },
      message: `compare.with names version ${wanted}, which the registry of ${model} does not have`,
      hint: `pawl history ${model} lists its versions`,
    })
  return { kind: 'version', version: found && (await incumbent(found, { root, folder, called: 'rival' })) }
}

/** Every version that the registry knows, archived ones too: production first, then the newest. */
async function bestRunAt(
  { model: subject, ...at }: Omit<VersionsAt, 'model'> & { model: Subject['model'] },
  folder: string,
): Promise<Against> {
  const { model } = subject
  const by = rankedBy(subject)
  if (by === undefined) throw new Error(`no gate of ${model} says by what the best run is told`)
  const versions: Incumbent[] = []
  const gone: { version: string; reason: string }[] = []
  for (const version of await versionNamesAt({ ...at, model }))
    try {
      const found = await versionAt({ ...at, model, into: join(folder, `${version}.model`) }, version)
      if (!found) throw new Error(`the history of ${model} knows ${version}, and its version is not found`)
      versions.push(await incumbent(found, { root: at.root, folder, called: `version-${version}` }))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      gone.push({ version, reason: messageOf(error) })
    }
  return { kind: 'best-run', by, versions, gone }
}

/** A version of the registry as it can be asked, or why it cannot. */
export async function incumbent(
  { manifest, model }: Production,
  { root, folder, called }: { root: string; folder: string; called: string },
): Promise<Incumbent> {
  const name = artifactOf(manifest)
  const listed = manifest.files.find(({ path }) => path === name)
  if (!listed)
    throw new UserError(`version ${manifest.version} of ${manifest.model} lists no ${name}; run pawl verify`)
  const trained = await trainedOn(manifest, root)
  const { predict } = manifest
  const program =
    predict && 'run' in predict
      ? await versionProgram(predict, manifest, { root, folder: join(folder, called) })
      : undefined
  const reasons = [
    model.usable ? undefined : model.reason,
    'unknown' in trained ? trained.unknown : undefined,
    program && 'missing' in program ? program.missing : undefined,
  ]
  const unusable = reasons.find((reason) => reason !== undefined)
  return {
    version: manifest.version,
    digest: listed.digest,
    bytes: listed.bytes,
    commit: manifest.commit,
    run: manifest.run,
    data: manifest.data.version,
    signature: manifest.signature,
    split: manifest.split,
    features: 'unknown' in trained ? [] : trained.features,
    target: 'unknown' in trained ? null : trained.target,
    predict: program && 'command' in program ? program : undefined,
    ...(model.usable && unusable === undefined
      ? predict && 'file' in predict
        ? predictionsIn(model.path, predict)
        : { artifact: model.path }
      : { artifact: { unusable: unusable ?? 'it is missing' } }),
  }
}

/** What a version was trained on, and for: as it was recorded; versions that recorded neither, as their own commit says. Never a guess. */
async function trainedOn(
  { model, version, commit, features, target }: Production['manifest'],
  root: string,
): Promise<{ features: readonly string[]; target: Target } | { unknown: string }> {
  if (features && target) return { features, target }
  const unknown = (why: string) => ({
    unknown: `version ${version} does not record its features, and ${why}`,
  })
  const then = await projectAt(root, commit)
  if ('unreadable' in then) return unknown(then.unreadable)
  const found = then.models.get(model)?.config.data
  return found ?? unknown(`commit ${commit.slice(0, 10)} has no model ${model}`)
}
