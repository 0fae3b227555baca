import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { seeded } from '../../src/stats/random.ts'
import { bytesOf, logistic, Type, value } from '../fixtures/models/build.ts'

/*
 * A project that trains in no time: its program copies the ONNX file that the parameters name. Customers are drawn from
 * a logistic model in a, b and c, so it is known which of the files is how good.
 */

/** Weights of a, b and c in the models that the program can copy. */
const models = {
  /** What the customers were drawn from: no model is better. */
  good: [0.5, -0.25, 1],
  /** Sees c too little, and loses some of roc_auc by that. */
  fair: [0.5, -0.25, 0.3],
  /** A shade worse than `fair`: a few hundred rows can not tell. */
  near: [0.5, -0.25, 0.25],
  /** As good as `good`, in other bytes. */
  also: [1, -0.5, 2],
  /** As wrong as `good` is right. */
  bad: [-0.5, 0.25, -1],
} as const
export type Variant = keyof typeof models

export interface SmallProject {
  rows?: number
  variant?: string
  /** Logins who may approve. */
  approvers?: readonly string[]
  pawl?: string
  /** Replaces keys of model.yaml, such as `gates`, by the YAML given. */
  model?: Readonly<Record<string, string>>
  /** Files that take the place of the project's, and more files. */
  files?: Readonly<Record<string, string | Uint8Array>>
}

export const trainCommand = 'node models/churn/train.mjs'

export const defaultModelYaml: Readonly<Record<string, string>> = {
  model: 'churn',
  task: 'binary-classification',
  owners: '[ada]',
  data: '{ dataset: customers, target: { column: churned, positive: true }, features: [a, b, c], split: { by: customer_id, holdout: 50% } }',
  compare: '{ with: production, evidence: interval }',
  gates: '{ roc_auc: { min: 0.70, max-drop: 0.01 }, recall: { min: 0.30 } }',
  drift: '{ columns: [a, b, c], effect: 0.1 }',
  retrain: '{ when: { drift: { columns: 2 } }, cool-down: 1s }',
}

/** model.yaml with the parameters that say which file is copied. */
export function modelYaml(variant: string, changed: Readonly<Record<string, string>> = {}): string {
  const train = `{ run: ${trainCommand}, timeout: 1m, params: { copy: ${variant} } }`
  return Object.entries({ ...defaultModelYaml, train, ...changed })
    .map(([key, text]) => `${key}: ${text}\n`)
    .join('')
}

export interface Customer {
  customer_id: string
  a: number
  b: number
  c: number
  churned: boolean
}

/** The same customers for the same seed; `shift` moves all of c. */
export function customersOf({ rows = 600, seed = 7, shift = 0, from = 0 } = {}): Customer[] {
  const { uniform: random } = seeded(seed)
  const spread = () => Math.round((random() + random() + random() - 1.5) * 6000) / 1000
  return Array.from({ length: rows }, (_, index) => {
    const [a, b, c] = [spread(), spread(), spread() + shift]
    const p = 1 / (1 + Math.exp(-(0.5 * a - 0.25 * b + c)))
    return { customer_id: `C${String(from + index).padStart(6, '0')}`, a, b, c, churned: random() < p }
  })
}

export function csvOf(rows: readonly object[]): string {
  const header = Object.keys(rows[0] ?? {})
  return `${[header, ...rows.map((row) => Object.values(row))].map((cells) => cells.join(',')).join('\n')}\n`
}

export function onnxOf(variant: Variant): Uint8Array {
  const graph = {
    input: [value('X', Type.FLOAT, ['n', 3])],
    output: [value('label', Type.INT64, ['n']), value('probabilities', Type.FLOAT, ['n', 2])],
    node: [logistic({ input: 'X', weights: [...models[variant]], intercept: 0, classes: [0n, 1n] })],
  }
  return bytesOf(graph)
}

export const datasetYaml = `dataset: customers
files: '*.csv'
key: [customer_id]
columns:
  customer_id: { type: string, pattern: 'C[0-9]{6}' }
  a: { type: number, min: -20, max: 20 }
  b: { type: number, min: -20, max: 20 }
  c: { type: number, min: -20, max: 20 }
  churned: { type: boolean, nulls: { max: 0 } }
checks:
  - rows: { min: 100 }
`

/** Writes the project's files into a folder. */
export async function smallProject(folder: string, project: SmallProject = {}): Promise<void> {
  const { rows = 600, variant = 'fair', approvers = ['ada', 'grace'], model = {}, files = {} } = project
  await writeFiles(folder, {
    '.gitignore': 'node_modules\n.pawl/\n',
    'pawl.yaml':
      project.pawl ??
      `pawl: 1\napprovals: { required: 1, from: [${approvers.join(', ')}] }\nalerts: [issue]\n`,
    'data/customers/dataset.yaml': datasetYaml,
    'data/customers/customers.csv': csvOf(customersOf({ rows })),
    'models/churn/model.yaml': modelYaml(variant, model),
    'models/churn/train.mjs': trainProgram(),
    'models/churn/good.onnx': onnxOf('good'),
    'models/churn/fair.onnx': onnxOf('fair'),
    'models/churn/bad.onnx': onnxOf('bad'),
    ...files,
  })
}

export function trainProgram(more = ''): string {
  return `import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'

const { copy } = JSON.parse(readFileSync(process.env.PAWL_PARAMS, 'utf8'))
const out = process.env.PAWL_OUT + '/model.onnx'
${more}
copyFileSync(\`models/\${process.env.PAWL_MODEL_NAME}/\${copy}.onnx\`, out)
console.log('copied ' + copy)
`
}

export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}
