import { onlyPredictions } from '../../gates/bench.ts'
import type { Contender } from '../../gates/contender.ts'
import { UserError } from '../../project/problem.ts'

/** A file of predictions takes the place of a model, of which nothing else is known. */
export function predictionsIn(
  absolute: string,
  { file }: { file: string },
): Pick<Contender, 'artifact' | 'predictions'> {
  return {
    artifact: { unusable: onlyPredictions },
    predictions: { path: file, absolute, format: formatOf(file), compression: 'none' },
  }
}

/** The format of a file of predictions, told from its name; one that Pawl does not read is the user's to mend. */
export function formatOf(called: string): 'csv' | 'parquet' {
  const [, format] = /\.(csv|parquet)$/i.exec(called) ?? []
  if (format === undefined)
    throw new UserError({
      place: { file: called },
      message: 'is no file of predictions that Pawl reads',
      hint: 'its name has to end in .csv or .parquet',
    })
  return format.toLowerCase() === 'csv' ? 'csv' : 'parquet'
}
