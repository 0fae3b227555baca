import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Table } from '../src/data/table.ts'
import { seeded } from '../src/stats/random.ts'
import { boost } from '../template/models/churn/boost.ts'
import { onnxModel } from '../template/models/churn/onnx.ts'
import { home } from './inputs.ts'

const folder = join(home, 'data')
export const rows = 200_000
const names = Array.from({ length: 8 }, (_, at) => `x${at}`)

export interface EvaluateInputs {
  features: Table
  y: Uint8Array
  /** Five groups, for slices. */
  groups: Int32Array
  models: Record<'candidate' | 'production', string>
  /** The features as float32, row after row, and the labels as bytes, for the peers. */
  raw: { features: string; y: string }
}

/** Rows of eight numbers with a label that three of them tell, and two boosted models of it; the same on every machine. */
export function evaluateInputs(): EvaluateInputs {
  mkdirSync(folder, { recursive: true })
  const random = seeded(20)
  const columns = names.map(() => Float64Array.from({ length: rows }, () => Math.fround(random.uniform())))
  const cell = (column: number, row: number): number => columns[column]?.[row] as number
  const y = Uint8Array.from({ length: rows }, (_, row) => {
    const odds = 3 * (cell(0, row) - 0.5) + 4 * (cell(1, row) - 0.5) * cell(2, row) - 1
    return random.uniform() < 1 / (1 + Math.exp(-odds)) ? 1 : 0
  })
  const groups = Int32Array.from({ length: rows }, () => random.below(5))
  const raw = { features: join(folder, 'evaluate-x.f32'), y: join(folder, 'evaluate-y.u8') }
  if (!existsSync(raw.features)) {
    const flat = new Float32Array(rows * names.length)
    for (let row = 0; row < rows; row++)
      for (let at = 0; at < names.length; at++) flat[row * names.length + at] = cell(at, row)
    writeFileSync(raw.features, new Uint8Array(flat.buffer))
    writeFileSync(raw.y, y)
  }
  const trained = (name: string, seed: number): string => {
    const path = join(folder, `evaluate-${name}.onnx`)
    if (existsSync(path)) return path
    const own = seeded(seed)
    const picked = Array.from({ length: 3000 }, () => own.below(rows))
    const model = boost({
      rows: picked.map((row) => names.map((_, at) => cell(at, row))),
      target: picked.map((row) => y[row] === 1),
      settings: { trees: 60, depth: 3, rate: 0.15, sample: 250 },
      random: () => own.uniform(),
      progress: () => {},
    })
    writeFileSync(
      path,
      onnxModel(
        names.map((column) => ({ name: column, kind: 'number', missing: 0 })),
        model,
      ),
    )
    return path
  }
  return {
    features: {
      rows,
      columns: names.map((name, at) => ({ kind: 'number', name, values: columns[at] as Float64Array })),
    },
    y,
    groups,
    models: { candidate: trained('candidate', 1), production: trained('production', 2) },
    raw,
  }
}
