import { type Digest, digestOfJson } from './digest.ts'
import { isGiven } from './predict-rules.ts'
import type { Project } from './project.ts'
import type { Model } from './schema/model.ts'
import type { Settings } from './schema/settings.ts'
import { gatesFor } from './stage-gates.ts'

/** What decides whether a candidate is good enough and who may say so. It comes from the base branch. */
export interface Policy {
  task: Model['task']
  target: Model['data']['target']
  split: Model['data']['split']
  leakage: Model['data']['leakage']
  /** What names the groups that a split keeps together; undefined where rows have none. */
  group?: string | undefined
  /** What says when a row came about, which limits on leakage in time are about; undefined where rows have none. */
  time?: string | undefined
  evaluate: Model['evaluate']
  /** Undefined where there are none. */
  metrics?: Model['metrics']
  compare: Model['compare']
  /** Undefined where there are none. */
  cases?: Model['cases']
  /** How the framework's own model predicts, which the gate `parity` is about. */
  parity?: Model['parity']
  /** Whether predictions may come from a file instead of a model; undefined where they may not. */
  predictions?: 'given'
  gates: Model['gates']
  /** Those of every stage of the project, where they are not the same for all. */
  stages?: Model['stages']
  waivers?: Model['waivers']
  approvals: Settings['approvals']
}

/** The policy for a model, or undefined when the project does not know the model. */
export function policyOf(project: Project, name: string): Policy | undefined {
  const model = project.models.get(name)?.config
  return model && policyFrom(project.settings, model)
}

export function policyFrom({ approvals, stages: all }: Settings, model: Model): Policy {
  const { task, data, evaluate, metrics, compare, cases, parity, gates, waivers } = model
  const { target, split, leakage, group, time } = data
  return {
    task,
    target,
    split,
    leakage,
    ...(group === undefined ? {} : { group }),
    ...(time === undefined ? {} : { time }),
    evaluate,
    ...(metrics === undefined ? {} : { metrics }),
    compare,
    ...(cases === undefined ? {} : { cases }),
    ...(parity === undefined ? {} : { parity }),
    ...(isGiven(model) ? { predictions: 'given' } : {}),
    gates,
    ...(model.stages === undefined
      ? {}
      : { stages: Object.fromEntries(all.map((stage) => [stage, { gates: gatesFor(model, stage) }])) }),
    ...(waivers === undefined ? {} : { waivers }),
    approvals,
  }
}

export function policyDigest(policy: Policy): Digest {
  return digestOfJson(policy)
}

/** A model as its own commit wants it, judged and split as the policy says. */
export function underPolicy(model: Model, policy: Policy): Model {
  const {
    task,
    target,
    split,
    leakage,
    group = model.data.group,
    // A split in time says by which column rows are told, and a change cannot name another.
    time = 'time' in split ? undefined : model.data.time,
    evaluate,
    metrics,
    compare,
    cases,
    parity,
    gates,
    stages,
    waivers,
  } = policy
  return {
    ...model,
    task,
    data: { ...model.data, target, split, leakage, group, time },
    evaluate,
    metrics,
    compare,
    cases,
    parity,
    gates,
    stages,
    waivers,
  }
}
