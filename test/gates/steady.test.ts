import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Table } from '../../src/data/table.ts'
import { scoresOf } from '../../src/gates/scores.ts'
import { isUnsteady, type Steadiness } from '../../src/gates/steadiness.ts'
import { steadinessOf } from '../../src/gates/steady.ts'
import { silent } from '../../src/project/log.ts'
import { Model } from '../../src/project/schema/model.ts'
import { bytesOf, floats, node, Type, value } from '../fixtures/models/build.ts'

const model = Model.parse({
  model: 'churn',
  task: 'binary-classification',
  owners: ['ada'],
  data: {
    dataset: 'rows',
    target: { column: 'left', positive: true },
    features: ['a', 'b'],
    split: { by: 'id', holdout: '50%' },
  },
  train: { run: 'true' },
  gates: { roc_auc: { min: 0.1 } },
})
const objective = { task: 'binary-classification', column: 'left', positive: true } as const
const rows = 500
const features: Table = {
  rows,
  columns: ['a', 'b'].map((name, at) => ({
    name,
    kind: 'number' as const,
    type: 'number' as const,
    values: Float64Array.from({ length: rows }, (_, row) => Math.sin(row * (at + 1))),
  })),
}

/** Scores of a graph from `z`, a sum of both features, to `s`. */
function graph(nodes: ReturnType<typeof node>[]): Uint8Array {
  return bytesOf({
    input: [value('X', Type.FLOAT, ['n', 2])],
    output: [value('Y', Type.FLOAT, ['n', 1])],
    node: [node('MatMul', ['X', 'w'], ['z']), ...nodes, node('Sigmoid', ['s'], ['Y'])],
    initializer: [floats('w', [2, 1], [1, -0.5])],
  })
}

async function asked(bytes: Uint8Array): Promise<Steadiness> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-steady-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const artifact = join(folder, 'model.onnx')
  writeFileSync(artifact, bytes)
  const candidate = { artifact, features: ['a', 'b'] }
  const of = { model, objective, log: silent }
  const scored = await scoresOf(candidate, { ...of, name: 'candidate', holdout: { features } })
  if (!scored.ok) throw new Error(scored.reason)
  return steadinessOf(candidate, { ...of, features, scores: scored.scores })
}

it('a model that looks at its row alone says the same again', async () => {
  const found = await asked(graph([node('Identity', ['z'], ['s'])]))
  expect(found).toEqual({ rows: 200, differing: 0 })
  expect(isUnsteady(found)).toBe(false)
})

it('one that draws a part of its answer by chance does not', async () => {
  const chance = await asked(
    graph([node('RandomNormalLike', ['z'], ['noise'], { scale: 0.3 }), node('Add', ['z', 'noise'], ['s'])]),
  )
  expect(isUnsteady(chance)).toBe(true)
})

it('nor does one that measures a row by the rows beside it, as an export in training mode', async () => {
  const beside = await asked(
    graph([
      node('ReduceMean', ['z'], ['mean'], { axes: [0n], keepdims: 1n }),
      node('Sub', ['z', 'mean'], ['s']),
    ]),
  )
  expect(isUnsteady(beside)).toBe(true)
})

it('what narrow floats lose, and one row in a hundred, is no other answer', async () => {
  expect(
    await asked(
      graph([
        node('Cast', ['z'], ['half'], { to: BigInt(Type.FLOAT16) }),
        node('Cast', ['half'], ['s'], { to: BigInt(Type.FLOAT) }),
      ]),
    ),
  ).toEqual({ rows: 200, differing: 0 })
  expect(isUnsteady({ rows: 200, differing: 2 })).toBe(false)
  expect(isUnsteady({ rows: 200, differing: 3 })).toBe(true)
  expect(isUnsteady({ rows: 50, differing: 1 })).toBe(true)
  expect(isUnsteady({ unanswered: 'it crashed' })).toBe(true)
})
