import { datasetProblems } from './dataset-rules.ts'
import { explain, plainWords } from './explain.ts'
import type { Loaded } from './loaded.ts'
import { UserError } from './problem.ts'
import { Dataset } from './schema/dataset.ts'
import { parseYaml } from './yaml.ts'

/**
 * Reads the text of a `dataset.yaml` that may still lack its columns, as that of a new dataset. Throws a `UserError` that
 * says what else is wrong with it.
 */
export function readDraft(text: string, path: string): Loaded<Dataset> {
  const parsed = parseYaml(text, path)
  if (!parsed.ok) throw new UserError(parsed.problems)
  const { yaml } = parsed
  const checked = Dataset.safeParse(withColumns(yaml.value), { error: plainWords })
  if (!checked.success) throw new UserError(explain(checked.error.issues, { yaml, schema: Dataset }))
  const draft = { path, config: checked.data, yaml }
  const problems = Object.keys(draft.config.columns).length > 0 ? datasetProblems(draft) : []
  if (problems.length > 0) throw new UserError(problems)
  return draft
}

function withColumns(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { columns } = value as { columns?: unknown }
  return columns === undefined || columns === null ? { ...value, columns: {} } : value
}
