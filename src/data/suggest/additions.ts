import { columnRules, type Dataset } from '../../project/schema/dataset.ts'
import type { Addition } from '../../project/yaml-additions.ts'
import type { YamlValue } from '../../project/yaml-flow.ts'
import type { Suggestion, Suggestions } from './suggestion.ts'

/** What suggestions add to a dataset.yaml: keys of declared columns, whole columns, and keys of the file. */
export function additionsOf({ suggestions }: Suggestions, config: Dataset): Addition[] {
  const columns = new Map<string, Suggestion['keys']>()
  const table: Suggestion['keys'] = {}
  for (const { column, keys } of suggestions)
    if (column === null) Object.assign(table, keys)
    else columns.set(column, { ...columns.get(column), ...keys })
  const { checks, ...others } = table
  const declared = [...columns].filter(([column]) => columnRules(config, column))
  const fresh = [...columns].filter(([column]) => !columnRules(config, column))
  return [
    ...Object.entries(others).map(
      ([key, value]): Addition => ({ at: [], keys: { [key]: value }, after: 'files' }),
    ),
    ...declared.map(([column, keys]): Addition => ({ at: ['columns', column], keys })),
    ...(fresh.length > 0
      ? [{ at: ['columns'], keys: Object.fromEntries(fresh) as Record<string, YamlValue> }]
      : []),
    ...(Array.isArray(checks) ? [{ at: ['checks'], items: checks }] : []),
  ]
}
