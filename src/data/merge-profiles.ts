import { UserError } from '../project/problem.ts'
import { mergeCategories } from './merge-categories.ts'
import { mergeNumbers } from './merge-numbers.ts'
import type { CategoricalProfile, ColumnProfile, NumericProfile, Profile } from './profile.ts'

/**
 * The profile of the rows of several profiles together, each with edges and values of its own. Rows, nulls, extremes, lengths and
 * (to the last digits) mean and spread are those of the whole; what cannot be known is told by the `error` of a column. A column
 * that some profile lacks has no values there. Throws a UserError where a column is of two types.
 */
export function mergeProfiles(profiles: readonly Profile[], dataset = profiles[0]?.dataset): Profile {
  const [first] = profiles
  if (first === undefined || dataset === undefined) throw new Error('there is no profile to merge')
  if (profiles.length === 1) return { ...first, dataset }
  const names = [...new Set(profiles.flatMap(({ columns }) => columns.map(({ name }) => name)))]
  const rows = profiles.reduce((sum, profile) => sum + profile.rows, 0)
  return {
    schema: 'pawl/profile@1',
    dataset,
    rows,
    columns: names.map((name) => {
      const all = profiles.flatMap(({ columns }) => columns.filter((column) => column.name === name))
      // What has no value may have any type, as the empty column of a CSV file.
      const parts = all.filter((part) => part.nulls < part.rows)
      const merged = mergeColumn(name, parts.length > 0 ? parts : all.slice(0, 1))
      return { ...merged, rows, nulls: merged.nulls + rows - merged.rows }
    }),
  }
}

function mergeColumn(name: string, parts: readonly ColumnProfile[]): ColumnProfile {
  const types = [...new Set(parts.map(({ type }) => type))]
  if (types.length > 1)
    throw new UserError(`column ${name} holds ${types.join(' in one profile and ')} in another`)
  const numbers = parts.filter((part): part is NumericProfile => part.kind === 'numeric')
  if (numbers.length > 0) return mergeNumbers(numbers)
  return mergeCategories(parts.filter((part): part is CategoricalProfile => part.kind === 'categorical'))
}
