import { type BinaryPlan, planBinary } from './outputs/binary.ts'
import { type MulticlassPlan, planMulticlass } from './outputs/multiclass.ts'
import { planRegression, type RegressionPlan } from './outputs/regression.ts'
import type { Outputs } from './outputs/slots.ts'

/** Where the answers to what is asked are read. */
export type OutputPlan = BinaryPlan | MulticlassPlan | RegressionPlan

/** Decides how a model's outputs are read. Throws a UserError where that cannot be told for certain. */
export function planOutputs({ asked, ...of }: Outputs): OutputPlan {
  switch (asked.task) {
    case 'binary-classification':
      return planBinary({ ...of, asked })
    case 'multiclass-classification':
      return planMulticlass({ ...of, asked })
    case 'regression':
      return planRegression({ ...of, asked })
  }
}

/** The outputs that a plan reads, by name. */
export function fetchesOf(plan: OutputPlan): string[] {
  switch (plan.task) {
    case 'binary-classification':
      return [plan.scores?.name, plan.labels?.name].filter((name) => name !== undefined)
    case 'multiclass-classification': {
      const columns = plan.probabilities?.outputs.map(({ name }) => name) ?? []
      return plan.labels ? [...columns, plan.labels.name] : columns
    }
    case 'regression':
      return [plan.values.name]
  }
}
