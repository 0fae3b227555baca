import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Customer, csv, customers, type Defect, firstBatch } from '../../template/data/generate.ts'
import { expect } from './stage.ts'
import type { Developer } from './world.ts'

/** What the demo's model.yaml asks for beyond the template's: a file to read, and to see in the comment and the pages. */
const asked: readonly [file: string, place: string, instead: string][] = [
  [
    'data/customers/dataset.yaml',
    '  churned:',
    `  sampling_weight: { type: number, min: 0.1, max: 10, nulls: { max: 0 }, description: How many customers the row stands for. }
  churned:`,
  ],
  [
    'models/churn/train.ts',
    "writeFileSync(join(out, 'model.onnx'), onnxModel(columns, model))",
    `writeFileSync(join(out, 'model.onnx'), onnxModel(columns, model))
writeFileSync(join(out, 'model.json'), JSON.stringify(model))`,
  ],
  [
    '.github/workflows/pawl-candidate.yml',
    '      # - uses: ./.github/actions/training-environment',
    '      - uses: ./.github/actions/training-environment',
  ],
  [
    'models/churn/model.yaml',
    'evaluate: { slices: [contract], protected: [gender], weak-segments: true }',
    `evaluate:
  slices: [contract]
  protected: [gender]
  weak-segments: true
  weight: sampling_weight # figures are those of all customers, not of the sample
  points: { outreach: 0.3 } # a second threshold: from here on, customers get a letter
metrics: # a figure of one's own: a letter costs 5, a customer who stays brings 50
  profit: { sql: "CASE WHEN prediction >= 0.3 THEN target * 50 - 5 ELSE 0 END", of: mean, better: higher }
parity: # model.onnx has to say what the program says that it was exported from
  run: node models/churn/predict.mjs
  artifact: model.json`,
  ],
  [
    'models/churn/model.yaml',
    '  recall: { min: 0.50 }',
    `  recall: { min: 0.50 }
  points.outreach.recall: { min: 0.60 }
  profit: { min: 5 }
  parity: { max: 1e-5 }`,
  ],
  [
    'models/churn/model.yaml',
    'drift:\n',
    `stages: # staging is content with less
  staging: { gates: { roc_auc: { min: 0.70 }, recall: none, points.outreach.recall: none, log_loss: none } }
drift:\n`,
  ],
]

/** Makes the template's churn model one that asks for more. */
export async function askForMore({ folder }: Developer): Promise<void> {
  for (const [file, place, instead] of asked) {
    const text = await readFile(join(folder, file), 'utf8')
    expect(text.split(place).length === 2, `the template's ${file} has ${place} once`)
    await writeFile(
      join(folder, file),
      text.replace(place, () => instead),
    )
  }
  await copyFile(join(import.meta.dirname, 'predict.mjs'), join(folder, 'models/churn/predict.mjs'))
  await writeCustomers({ folder }, firstBatch.month, customers(firstBatch))
}

/** Writes the customers of a month, each with its weight: of those with a contract for two years every second was drawn. */
export async function writeCustomers(
  { folder }: Pick<Developer, 'folder'>,
  month: string,
  rows: readonly Customer[],
  defects: readonly Defect[] = [],
): Promise<void> {
  const weighted = rows.map((row) => ({ ...row, sampling_weight: row.contract === 'two-year' ? 2 : 1 }))
  await writeFile(join(folder, `data/customers/customers-${month}.csv`), csv(weighted, defects))
}
