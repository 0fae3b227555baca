import type { Loaded } from './loaded.ts'
import { unknownName } from './nearest.ts'
import type { Problem } from './problem.ts'
import { limits } from './schema/gates.ts'
import type { Model } from './schema/model.ts'
import type { Settings } from './schema/settings.ts'

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

/** What is wrong between the waivers of a model, its gates, and who may approve. */
export function waiverProblems({ config, yaml }: Loaded<Model>, { approvals }: Settings): Problem[] {
  const waivers = config.waivers ?? []
  const ids = [
    ...new Set(
      [config.gates, ...Object.values(config.stages ?? {}).map(({ gates }) => gates)].flatMap((gates) =>
        gateIds({ ...config, gates }),
      ),
    ),
  ]
  const approvers = approvals.from.map((login) => login.toLowerCase())
  return waivers.flatMap(({ gate, owner, approver }, index): Problem[] => {
    const at = (key: string) => yaml.placeOf(['waivers', index, key])
    return [
      ...(ids.includes(gate) ? [] : [{ place: at('gate'), ...unknownName('gate', gate, ids) }]),
      ...(waivers.findIndex((one) => one.gate === gate) < index
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
