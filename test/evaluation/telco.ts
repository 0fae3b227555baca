import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import * as ort from 'onnxruntime-node'

export type TelcoModel = 'production' | 'worse' | 'better' | 'copy'

export interface Telco {
  y: Uint8Array
  score: Record<TelcoModel, Float64Array>
}

interface Expected {
  onnxruntime: { metrics: Record<string, number> }
  data: { features: string[] }
}

/** The expected figures of one of the models. */
export function expectedOf(shared: string, model: TelcoModel): Expected {
  return JSON.parse(
    readFileSync(join(shared, 'models/telco-gates', `expected-${model}.json`), 'utf8'),
  ) as Expected
}

/** The customers of the test set and what four real models say of them. */
export async function loadTelco(shared: string): Promise<Telco> {
  const folder = join(shared, 'models/telco-gates')
  const rows = parse(readFileSync(join(folder, 'test.csv')), { columns: true }) as Record<string, string>[]
  const y = Uint8Array.from(rows, (row) => (row.Churn === 'Yes' ? 1 : 0))
  const scored = async (model: TelcoModel) => {
    const { features } = expectedOf(shared, model).data
    const values = Float32Array.from(rows.flatMap((row) => features.map((name) => Number(row[name]))))
    const session = await ort.InferenceSession.create(join(folder, `${model}.onnx`), {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    })
    const outputs = await session.run({
      X: new ort.Tensor('float32', values, [rows.length, features.length]),
    })
    const probabilities = outputs.probabilities?.data as Float32Array
    await session.release()
    return Float64Array.from(rows, (_, row) => probabilities[row * 2 + 1] as number)
  }
  return {
    y,
    score: {
      production: await scored('production'),
      worse: await scored('worse'),
      better: await scored('better'),
      copy: await scored('copy'),
    },
  }
}
