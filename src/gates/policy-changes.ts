import { canonicalJson } from '../project/digest.ts'
import type { Policy } from '../project/policy.ts'
import type { Model } from '../project/schema/model.ts'
import { type Gate, gatesOf } from './gate.ts'
import type { Report } from './report.ts'
import { splitText, targetText } from './trained-as-judged.ts'

/** What a model says beside its policy that decides what it is judged on. */
export interface Decisive {
  policy: Policy
  model: Pick<Model, 'data' | 'train'>
}

export type PolicyChange = NonNullable<Report['policy']['changes']>[number]

/**
 * What a change edits of all that decides about a model, in the order of model.yaml; nothing where it edits nothing.
 * Dataset and features are no part of the policy, and are told here because they decide what the policy is asked about.
 */
export function policyChanges(before: Decisive, after: Decisive): PolicyChange[] {
  const [was, is] = [settingsOf(before), settingsOf(after)]
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((setting) => ({ setting, before: was.get(setting) ?? null, after: is.get(setting) ?? null }))
    .filter((change) => change.before !== change.after)
}

function settingsOf({ policy, model }: Decisive): Map<string, string> {
  return new Map([
    ['task', policy.task],
    ['data.dataset', model.data.dataset],
    ['data.target', targetText(policy.target)],
    ['data.features', model.data.features.join(', ')],
    ['data.split', splitText(policy.split)],
    ...(policy.group === undefined ? [] : ([['data.group', policy.group]] as const)),
    ...(policy.time === undefined ? [] : ([['data.time', policy.time]] as const)),
    ...flat('data.leakage', policy.leakage),
    ['train.data', model.train.data],
    ...flat('evaluate', policy.evaluate),
    ...flat('metrics', policy.metrics ?? {}),
    ...flat('compare', policy.compare),
    ...(policy.cases ?? []).map(({ name, ...asked }): [string, string] => [`cases.${name}`, oneLine(asked)]),
    ...flat('parity', policy.parity ?? {}),
    ...(policy.predictions === undefined ? [] : ([['predict.file', policy.predictions]] as const)),
    ...gatesOf(policy).map((gate): [string, string] => [`gates.${gate.id}`, gateText(gate)]),
    ...Object.entries(policy.stages ?? {}).flatMap(([stage, { gates }]) =>
      gatesOf({ ...policy, gates }).map((gate): [string, string] => [
        `stages.${stage}.gates.${gate.id}`,
        gateText(gate),
      ]),
    ),
    ...(policy.waivers ?? []).map(({ gate, slice, ...waiver }): [string, string] => [
      `waivers.${gate}${slice === undefined ? '' : ` of ${slice}`}`,
      oneLine(waiver),
    ]),
    ...flat('approvals', policy.approvals),
  ])
}

function flat(section: string, values: object): [string, string][] {
  return Object.entries(values).map(([key, value]) => [
    `${section}.${key}`,
    typeof value === 'object' ? oneLine(value) : String(value),
  ])
}

function oneLine(value: object): string {
  return canonicalJson(value).replace(/\s+/g, ' ').trim()
}

function gateText({ text, level, minRows }: Gate): string {
  return [
    text,
    ...(level === 'fail' ? [] : [level]),
    ...(minRows === undefined ? [] : [`min-rows ${minRows}`]),
  ].join(', ')
}
