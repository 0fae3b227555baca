import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Customer } from '../../template/data/generate.ts'

export type Features = Pick<Customer, 'tenure' | 'contract' | 'monthly_charges' | 'total_charges'>

/** What ONNX Runtime says: the label and the probability of churn for each row. A null becomes NaN, as everywhere in Pawl. */
export async function score(
  onnx: Uint8Array,
  rows: readonly Features[],
): Promise<{ label: string; probability: number }[]> {
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1 })
  const numbers = (of: (row: Features) => number | null) =>
    new Tensor(
      'float32',
      Float32Array.from(rows, (row) => of(row) ?? Number.NaN),
      [rows.length, 1],
    )
  const answer = await session.run({
    tenure: numbers(({ tenure }) => tenure),
    contract: new Tensor(
      'string',
      rows.map(({ contract }) => contract),
      [rows.length, 1],
    ),
    monthly_charges: numbers(({ monthly_charges }) => monthly_charges),
    total_charges: numbers(({ total_charges }) => total_charges),
  })
  const labels = answer.label?.data as string[]
  const probabilities = answer.probabilities?.data as Float32Array
  return rows.map((_, row) => ({
    label: labels[row] as string,
    probability: probabilities[2 * row + 1] as number,
  }))
}

/** The area under the ROC curve by counting pairs: slow, and plain enough to be believed. */
export function rocAuc(scores: readonly number[], target: readonly boolean[]): number {
  const positive = scores.filter((_, row) => target[row])
  const negative = scores.filter((_, row) => !target[row])
  let won = 0
  for (const high of positive) for (const low of negative) won += high > low ? 1 : high === low ? 0.5 : 0
  return won / (positive.length * negative.length)
}
