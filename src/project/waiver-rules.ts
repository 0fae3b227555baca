import type { Loaded } from './loaded.ts'
import { unknownName } from './nearest.ts'
import type { Problem } from './problem.ts'
import type { Dataset } from './schema/dataset.ts'
import { limits } from './schema/gates.ts'
import type { Model } from './schema/model.ts'
import type { Settings } from './schema/settings.ts'
import { couldBeSlice, nameOf } from './slice-rules.ts'

/** The ids of all gates of a model, as reports have them. */
export function gateIds({ gates, cases = [] }: Pick<Model, 'gates' | 'cases'>): string[] {
  const taken = new Map<string, number>()
  const written = Object.entries(gates).flatMap(([name, rules]) =>
    rules.flatMap((rule) =>
      limits
        .filter((limit) => rule[limit] !== undefined)
        .map((limit) => {
          const id = `${name}.${limit}`
          const times = (taken.get(id) ?? 0) + 1
          taken.set(id, times)
          return times === 1 ? id : `${id}.${times}`
        }),
    ),
  )
  return [...written, ...cases.map(({ name }) => `cases.${name}`)]
}

/** The same with those of every stage, each once: what a waiver may name. */
export function waivableGates(model: Pick<Model, 'gates' | 'cases' | 'stages'>): string[] {
  const ofStages = Object.values(model.stages ?? {}).map(({ gates }) => gates)
  return [...new Set([model.gates, ...ofStages].flatMap((gates) => gateIds({ ...model, gates })))]
}

/** What is wrong between the waivers of a model, its gates, and who may approve. */
export function waiverProblems(
  { config, yaml }: Loaded<Model>,
  { approvals }: Settings,
  dataset: Dataset | undefined,
): Problem[] {
  const waivers = config.waivers ?? []
  const ids = waivableGates(config)
  const approvers = approvals.from.map((login) => login.toLowerCase())
  return waivers.flatMap(({ gate, slice, owner, approver }, index): Problem[] => {
    const at = (key: string) => yaml.placeOf(['waivers', index, key])
    return [
      ...(ids.includes(gate) ? [] : [{ place: at('gate'), ...unknownName('gate', gate, ids) }]),
      ...(slice === undefined
        ? []
        : sliceProblem(slice, { gate, config, dataset }).map((problem) => ({
            place: at('slice'),
            ...problem,
          }))),
      ...(waivers.findIndex((one) => one.gate === gate && one.slice === slice) < index
        ? [{ place: at('gate'), message: `${gate} is waived twice`, hint: 'leave one of the waivers' }]
        : []),
      ...(approvers.includes(approver.toLowerCase())
        ? []
        : [{ place: at('approver'), message: `${approver} is not one of approvals.from in pawl.yaml` }]),
      ...(approvals.self === 'refuse' && owner.toLowerCase() === approver.toLowerCase()
        ? [
            {
              place: at('approver'),
              message: `${approver} cannot approve a waiver of their own`,
              hint: 'name another approver, or set approvals.self to allow',
            },
          ]
        : []),
    ]
  })
}

/** What is wrong with the one slice, or protected attribute, that a waiver is about. Values are only known where the rows are. */
function sliceProblem(
  slice: string,
  { gate, config, dataset }: { gate: string; config: Model; dataset: Dataset | undefined },
): Pick<Problem, 'message' | 'hint'>[] {
  const { slices = [], protected: attributes = [] } = config.evaluate
  if (gate.startsWith('fairness.')) {
    const names = attributes.map(nameOf)
    return names.includes(slice) ? [] : [unknownName('protected attribute', slice, names)]
  }
  if (!gate.startsWith('slices.'))
    return [{ message: `${gate} is of all rows and of no slice`, hint: 'leave slice out' }]
  const found = couldBeSlice(slice, slices, dataset)
  return found.known ? [] : [unknownName('slice', slice, found.names)]
}
