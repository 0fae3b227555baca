import type { GateRule } from './schema/gates.ts'
import type { Task } from './task.ts'

export const presetNames = ['default', 'strict', 'lenient'] as const
export type PresetName = (typeof presetNames)[number]

type Rules = Readonly<Record<string, readonly GateRule[]>>

const atLeast = (min: number): GateRule => ({ min, level: 'fail' })
const hopedFor = (min: number): GateRule => ({ min, level: 'warn' })
const dropsBy = (absolute: number): GateRule => ({ 'max-drop': { absolute }, level: 'fail' })
const risesBy = (absolute: number): GateRule => ({ 'max-rise': { absolute }, level: 'fail' })
const risesByShare = (relative: number): GateRule => ({ 'max-rise': { relative }, level: 'fail' })

/**
 * Sets of gates by task. `default` asks for usual floors and that a candidate is hardly worse than production; `strict`
 * asks for more on both sides; `lenient` only warns below a floor, and guards production with wider margins.
 */
export const gatePresets: Readonly<Record<PresetName, Readonly<Record<Task, Rules>>>> = {
  default: {
    'binary-classification': {
      accuracy: [atLeast(0.85), dropsBy(0.01)],
      precision_weighted: [atLeast(0.8)],
      recall_weighted: [atLeast(0.8)],
      f1_weighted: [atLeast(0.8), dropsBy(0.01)],
      roc_auc: [atLeast(0.8), dropsBy(0.01)],
      log_loss: [risesBy(0.02)],
    },
    'multiclass-classification': {
      accuracy: [atLeast(0.85), dropsBy(0.01)],
      precision_weighted: [atLeast(0.8)],
      recall_weighted: [atLeast(0.8)],
      f1_weighted: [atLeast(0.8), dropsBy(0.01)],
      roc_auc_ovr_weighted: [atLeast(0.8), dropsBy(0.01)],
      log_loss: [risesBy(0.02)],
    },
    regression: {
      r2: [atLeast(0), dropsBy(0.01)],
      mae: [risesByShare(0.02)],
      rmse: [risesByShare(0.02)],
    },
  },
  strict: {
    'binary-classification': {
      accuracy: [atLeast(0.9), dropsBy(0.005)],
      precision_weighted: [atLeast(0.85)],
      recall_weighted: [atLeast(0.85)],
      f1_weighted: [atLeast(0.85), dropsBy(0.005)],
      roc_auc: [atLeast(0.85), dropsBy(0.005)],
      log_loss: [risesBy(0.01)],
    },
    'multiclass-classification': {
      accuracy: [atLeast(0.9), dropsBy(0.005)],
      precision_weighted: [atLeast(0.85)],
      recall_weighted: [atLeast(0.85)],
      f1_weighted: [atLeast(0.85), dropsBy(0.005)],
      roc_auc_ovr_weighted: [atLeast(0.85), dropsBy(0.005)],
      log_loss: [risesBy(0.01)],
    },
    regression: {
      r2: [atLeast(0.5), dropsBy(0.005)],
      mae: [risesByShare(0.01)],
      rmse: [risesByShare(0.01)],
    },
  },
  lenient: {
    'binary-classification': {
      accuracy: [hopedFor(0.7), dropsBy(0.02)],
      roc_auc: [hopedFor(0.7), dropsBy(0.02)],
      log_loss: [risesBy(0.05)],
    },
    'multiclass-classification': {
      accuracy: [hopedFor(0.7), dropsBy(0.02)],
      roc_auc_ovr_weighted: [hopedFor(0.7), dropsBy(0.02)],
      log_loss: [risesBy(0.05)],
    },
    regression: {
      r2: [hopedFor(0), dropsBy(0.03)],
      mae: [risesByShare(0.05)],
    },
  },
}

/** Gates as model.yaml has them: a preset's, own ones that replace or add, and `none` for one of the preset's that is not wanted. */
export interface WrittenGates {
  preset?: PresetName | undefined
  own: Readonly<Record<string, GateRule[] | 'none'>>
}

/**
 * The plain gates that are meant: those of the preset for the task, each replaced as a whole where model.yaml has its own. Those of
 * a stage stand on those of all stages in the same way.
 */
export function plainGates(
  { preset, own }: WrittenGates,
  task: Task,
  below: Readonly<Record<string, readonly GateRule[]>> = {},
): Record<string, GateRule[]> {
  const gates = new Map<string, readonly GateRule[]>([
    ...Object.entries(below),
    ...(preset === undefined ? [] : Object.entries(gatePresets[preset][task])),
  ])
  for (const [name, rules] of Object.entries(own)) {
    if (rules === 'none') gates.delete(name)
    else gates.set(name, rules)
  }
  return Object.fromEntries([...gates].map(([name, rules]) => [name, [...rules]]))
}
