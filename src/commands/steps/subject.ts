import type { Context } from '../../frame/context.ts'
import { type PolicyChange, policyChanges } from '../../gates/policy-changes.ts'
import { commitOf, isDirty } from '../../git/change.ts'
import { commitFiles } from '../../git/commit-files.ts'
import type { Digest } from '../../project/digest.ts'
import { keyFeatures } from '../../project/key-features.ts'
import { loadProject } from '../../project/load.ts'
import { type Policy, policyDigest, policyOf, underPolicy } from '../../project/policy.ts'
import { formatProblem, UserError } from '../../project/problem.ts'
import type { Configured, PlaceOf, Project } from '../../project/project.ts'
import type { Dataset } from '../../project/schema/dataset.ts'
import type { Model } from '../../project/schema/model.ts'
import { workingFiles } from '../../project/sources.ts'
import { baseOf } from '../base.ts'

/** The two sides of a check: what is checked, and the commit whose policy judges it. */
export interface Change {
  root: string
  head: string
  base: string
  project: Project
  /** The project at the base; undefined where there was none yet. */
  before: Project | undefined
}

/** One model of a change, with its policy. */
export interface Subject {
  /** As the head wants it, judged and split as the policy says. */
  model: Model
  dataset: Configured<Dataset>
  /** The dataset that is held out whole, where the policy's split names one. */
  held: Configured<Dataset> | undefined
  policy: { digest: Digest; commit: string; changed: boolean; changes: PolicyChange[] }
  /** Whether the policy lets predictions come from a file instead of a model. */
  mayGive: boolean
  /** The change's own policy, where it is another one than the base's. */
  own: Policy | undefined
  /** The dataset that the base judges the model on, as the base has it; undefined where the base does not have the model. */
  datasetBefore: Configured<Dataset> | undefined
  /** The same of the one that is held out whole; undefined where there is none. */
  heldBefore: Configured<Dataset> | undefined
  notes: readonly string[]
  /** Where both policies stand in their files. */
  places: { policy?: PlaceOf | undefined; own?: PlaceOf | undefined }
}

/** Reads the project on both sides. Training and evaluation are of commits, so a working copy with changes is told. */
export async function readChange(context: Context, given: { base?: string | undefined }): Promise<Change> {
  const { root, event, log } = context
  const head = await commitOf(root, 'HEAD')
  const base = await commitOf(root, await baseOf({ root, event, given: given.base }))
  if (await isDirty(root))
    log.warn(
      'the working copy has changes that are not committed: what is checked is not what a reviewer will see',
    )
  return {
    root,
    head,
    base,
    project: await loadProject(workingFiles(root)),
    before: await projectBefore(root, base),
  }
}

async function projectBefore(root: string, base: string): Promise<Project | undefined> {
  const files = commitFiles(root, base)
  return (await files.read('pawl.yaml')) === undefined ? undefined : loadProject(files)
}

/** A model of the change under the policy that judges it: the base's, or for a model that is new its own. */
export function subjectOf({ project, before, base, head }: Change, name: string): Subject {
  const found = project.models.get(name)
  if (!found)
    throw new UserError({
      message: `there is no model ${name}`,
      hint: `there is ${[...project.models.keys()].join(', ') || 'none'}`,
    })
  const own = policyOf(project, name) as Policy
  const previous = before && policyOf(before, name)
  const policy = previous ?? own
  const model = underPolicy(found.config, policy)
  const earlier = before?.models.get(name)?.config
  const changes =
    previous && earlier
      ? policyChanges({ policy: previous, model: earlier }, { policy: own, model: found.config })
      : []
  const changed = changes.length > 0
  const dataset = project.datasets.get(model.data.dataset) as Configured<Dataset>
  return {
    model: { ...model, train: { ...model.train, data: earlier?.train.data ?? 'rows' } },
    dataset,
    held: heldBy(project, model),
    policy: {
      digest: policyDigest(policy),
      commit: previous ? base : head,
      changed,
      changes,
    },
    mayGive: policy.predictions === 'given',
    own: changed && policyDigest(own) !== policyDigest(policy) ? own : undefined,
    // By the base's word: the head may point the model at rows that the base never judged it on.
    datasetBefore: earlier && before?.datasets.get(earlier.data.dataset),
    heldBefore: before && earlier && heldBy(before, earlier),
    places: { policy: (previous ? before?.models.get(name) : found)?.placeOf, own: found.placeOf },
    notes: [
      ...(previous ? [] : ['The model is new in this change, so its own gates judge it.']),
      ...(policy.approvals.self === 'allow'
        ? ['Authors may approve their own changes here (approvals.self is allow).']
        : []),
      ...keyFeatures(found, dataset.config).map(formatProblem),
    ],
  }
}

/** The dataset that a model's split holds out whole, in a project; the policy may name one that a change has removed. */
export function heldBy(
  { datasets }: Project,
  { data: { split } }: Pick<Model, 'data'>,
): Configured<Dataset> | undefined {
  if (!('dataset' in split)) return undefined
  const held = datasets.get(split.dataset)
  if (held) return held
  throw new UserError({
    message: `the split holds out the dataset ${split.dataset}, which is not here`,
    hint: 'put it back, or change the split in a change before this one',
  })
}
