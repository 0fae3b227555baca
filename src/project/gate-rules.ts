import { rankedBy } from './best-run.ts'
import { vacuous } from './figure-ranges.ts'
import { gatePresets, type PresetName } from './gate-presets.ts'
import type { Loaded } from './loaded.ts'
import { type Measure, measureNamed } from './measures.ts'
import { isAnswerable, unanswerable } from './predict-rules.ts'
import type { Problem } from './problem.ts'
import { GateRule, type Limit, limits } from './schema/gates.ts'
import type { Model } from './schema/model.ts'

/** Limits that are for figures of one direction only, and what the other direction has instead. */
const onlyFor: Partial<Record<Limit, { way: 'higher' | 'lower'; instead: Limit }>> = {
  'max-drop': { way: 'higher', instead: 'max-rise' },
  'min-gain': { way: 'higher', instead: 'min-fall' },
  'max-rise': { way: 'lower', instead: 'max-drop' },
  'min-fall': { way: 'lower', instead: 'min-gain' },
}

/** A rule as it is written: with no limit, or with several. */
type WrittenRule = Partial<Record<Limit, unknown>>

/** Gates as they are written, with or without a preset. */
type Written =
  | PresetName
  | { preset?: PresetName; [name: string]: WrittenRule | WrittenRule[] | 'none' | PresetName | undefined }

/** What is wrong with the gates of a model. Looks at the rules as written, before those with several limits are taken apart. */
export function gateProblems(model: Loaded<Model>): Problem[] {
  const { config, yaml } = model
  const { gates, stages = {} } = yaml.value as { gates: Written; stages?: Record<string, { gates: Written }> }
  const empty = [
    ...(Object.keys(config.gates).length === 0 ? [['gates']] : []),
    ...Object.entries(config.stages ?? {}).flatMap(([stage, own]) =>
      Object.keys(own.gates).length === 0 ? [['stages', stage, 'gates']] : [],
    ),
  ]
  if (empty.length > 0)
    return empty.map((path) => ({
      place: yaml.placeOf(path),
      message: 'gates is empty',
      hint: 'a model without a gate would always pass',
    }))
  const all = writtenProblems(gates, { model, path: ['gates'], below: undefined })
  const ofStages = Object.entries(stages).flatMap(([stage, own]) =>
    writtenProblems(own.gates, { model, path: ['stages', stage, 'gates'], below: config.gates }),
  )
  const both: Problem[] =
    config.predict && config.parity
      ? [
          {
            place: yaml.placeOf(['parity'], 'key'),
            message: 'parity holds an ONNX export against its framework, and this model is run by predict',
            hint: 'take one of them out',
          },
        ]
      : []
  const unranked: Problem[] =
    config.compare.with === 'best-run' && rankedBy(config) === undefined
      ? [
          {
            place: yaml.placeOf(['compare', 'with']),
            message:
              'best-run is told by the first gate that compares a metric of all rows, and there is none',
            hint: 'add one such as roc_auc: {max-drop: 0.01}',
          },
        ]
      : []
  return [...both, ...unranked, ...all, ...ofStages]
}

/** What is wrong with gates that are written in one place. `below` are those that a stage's stand on. */
function writtenProblems(
  gates: Written,
  {
    model: { config, yaml },
    path,
    below,
  }: { model: Loaded<Model>; path: readonly string[]; below: Model['gates'] | undefined },
): Problem[] {
  const { preset, ...own } = typeof gates === 'string' ? { preset: gates } : gates
  const entries = Object.entries(own as Record<string, WrittenRule | WrittenRule[] | 'none'>)
  return entries.flatMap(([name, written]): Problem[] => {
    const at = [...path, name]
    if (written === 'none') {
      if (preset !== undefined && Object.hasOwn(gatePresets[preset][config.task], name)) return []
      if (below !== undefined && Object.hasOwn(below, name)) return []
      const lacks = preset === undefined ? 'no preset is named' : `${preset} has no ${name}`
      return [
        {
          place: yaml.placeOf(at),
          message:
            below === undefined
              ? `none takes away a gate of a preset, and ${lacks}`
              : `none takes away a gate of all stages, and gates has no ${name}`,
          hint: 'leave it out',
        },
      ]
    }
    const measure = measureNamed(name, config)
    if ('problem' in measure) return [{ place: yaml.placeOf(at, 'key'), ...measure.problem }]
    if (!isAnswerable(config, measure.family))
      return [{ place: yaml.placeOf(at, 'key'), ...unanswerable(config, name) }]
    const problemsOf = (rule: WrittenRule, path: readonly PropertyKey[]): Problem[] => {
      const problems = ruleProblems(rule, { measure, path, yaml })
      return problems.length > 0
        ? problems
        : neverMissed(rule, { measure, model: config, place: yaml.placeOf(path) })
    }
    if (!Array.isArray(written)) return problemsOf(written, at)
    return written.flatMap((rule, index) => problemsOf(rule, [...at, index]))
  })
}

/** A gate that every figure passes looks like a guard and is none; one of level info only shows its figure. */
function neverMissed(
  rule: WrittenRule,
  { measure, model, place }: { measure: Measure; model: Model; place: Problem['place'] },
): Problem[] {
  const { data } = GateRule.safeParse(rule)
  if (data === undefined || data.level === 'info') return []
  const isOwn = Object.hasOwn(model.metrics ?? {}, measure.metric)
  const why = vacuous(data, { measure, task: model.task, isOwn })
  if (why === undefined) return []
  return [
    {
      ...(place && { place }),
      message: `this gate can never fail: ${why}`,
      hint: 'set a limit that can be missed (5% is a percentage, 0.05 a number), or level: info to show the figure only',
    },
  ]
}

function ruleProblems(
  rule: WrittenRule,
  {
    measure: { metric, better, family },
    path,
    yaml,
  }: { measure: Measure; path: readonly PropertyKey[]; yaml: Loaded<Model>['yaml'] },
): Problem[] {
  const given = limits.filter((limit) => rule[limit] !== undefined)
  const fitting = limits.filter((limit) => (onlyFor[limit]?.way ?? better) === better)
  if (given.length === 0)
    return [
      {
        place: yaml.placeOf(path),
        message: `${metric} has no limit`,
        hint: `give one of ${fitting.join(', ')}`,
      },
    ]

  const problems = given.flatMap((limit): Problem[] => {
    const only = onlyFor[limit]
    if (!only || only.way === better) return []
    const place = yaml.placeOf([...path, limit], 'key')
    if (better === 'none')
      return [
        {
          place,
          message: `${limit} compares two models, and neither higher nor lower is better for ${metric}`,
          hint: `use ${fitting.join(', ')}`,
        },
      ]
    return [
      {
        place,
        message: `${limit} is for figures where ${only.way} is better, and ${better} is better for ${metric}`,
        hint: `use ${only.instead}`,
      },
    ]
  })
  if (family === 'parity')
    for (const limit of given.filter((each) => each !== 'max'))
      problems.push({
        place: yaml.placeOf([...path, limit], 'key'),
        message: `${limit} says nothing of parity, which is how far two models are apart`,
        hint: 'use max',
      })
  if (typeof rule.max === 'string' && family !== 'latency' && family !== 'load')
    problems.push({
      place: yaml.placeOf([...path, 'max']),
      message: `${JSON.stringify(rule.max)} is a time, and ${metric} is none`,
      hint: 'give a number',
    })
  if (typeof rule.min === 'number' && typeof rule.max === 'number' && rule.min > rule.max)
    problems.push({ place: yaml.placeOf([...path, 'max']), message: 'max is below min' })
  if (Array.isArray(rule.between) && rule.between[0] > rule.between[1])
    problems.push({
      place: yaml.placeOf([...path, 'between']),
      message: `${rule.between[1]} is below ${rule.between[0]}`,
      hint: `write between: [${rule.between[1]}, ${rule.between[0]}]`,
    })
  return problems
}
