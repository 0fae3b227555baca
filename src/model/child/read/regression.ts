import type { RegressionPlan } from '../../outputs/regression.ts'
import type { Reader } from './reader.ts'
import { floatsOf, rowsOf } from './tensor.ts'

export function regressionReader({ task, values: { name } }: RegressionPlan): Reader {
  return {
    read(batch) {
      const hint =
        'a regression gives one value for each row: export a model that is fit on the one target, y[:, 0] for the first, or the column of it alone'
      const { tensor } = rowsOf(batch, { name, widths: [1], hint })
      return { values: Float64Array.from(floatsOf(tensor, { name, file: batch.file })) }
    },
    end: () => ({ task }),
  }
}
