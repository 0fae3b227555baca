import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { isHeldOut } from '../../src/data/split.ts'
import { csvOf, writeFiles } from './small.ts'

/*
 * The customers of a telephone company with the models of the shared folder. Those models were tested on rows that
 * numpy drew, which no split by hash can give back. So each row says in a column of its own on which side it is: the
 * split is by that column, and its salt is one under which exactly `test` is held out.
 */

type Row = Record<string, string>

const rowsOf = (path: string): Row[] => parse(readFileSync(path), { columns: true }) as Row[]

/** What the models of `telco-gates` take, as the one who trained them made it of a customer. */
function encoded(row: Row): Row {
  const is = (column: string, value: string): string => (row[column] === value ? '1' : '0')
  return {
    total_or_nothing: row.TotalCharges?.trim() || '0',
    has_partner: is('Partner', 'Yes'),
    has_dependents: is('Dependents', 'Yes'),
    has_paperless_bills: is('PaperlessBilling', 'Yes'),
    has_phone: is('PhoneService', 'Yes'),
    one_year: is('Contract', 'One year'),
    two_years: is('Contract', 'Two year'),
    fiber: is('InternetService', 'Fiber optic'),
    no_internet: is('InternetService', 'No'),
    electronic_check: is('PaymentMethod', 'Electronic check'),
  }
}

const tensor = ['tenure', 'MonthlyCharges', ...Object.keys(encoded({}))]
const columns = [
  'Contract',
  'InternetService',
  'PaymentMethod',
  'PaperlessBilling',
  'Partner',
  'OnlineSecurity',
  'TechSupport',
  'tenure',
  'MonthlyCharges',
  'TotalCharges',
]

function saltFor(holdout: number): string {
  for (let nth = 0; ; nth++) {
    const salt = `telco-${nth}`
    if (isHeldOut('test', { salt, holdout }) && !isHeldOut('train', { salt, holdout })) return salt
  }
}

export function gatesModel(copy: string): string {
  return modelYaml({
    name: 'churn',
    features: tensor,
    copy,
    gates: '{ roc_auc: { min: 0.75, max-drop: 0.01 }, log_loss: { max-rise: 0.02 } }',
  })
}

export function columnsModel(description: string): string {
  return `description: ${description}\n${modelYaml({
    name: 'churn-columns',
    features: columns,
    copy: 'model',
    gates: '{ roc_auc: { min: 0.80 }, recall: { min: 0.40 } }',
  })}`
}

function modelYaml(of: { name: string; features: readonly string[]; copy: string; gates: string }): string {
  return `model: ${of.name}
task: binary-classification
owners: [ada]
data:
  dataset: telco
  target: { column: Churn, positive: 'Yes' }
  features: [${of.features.join(', ')}]
  split: { by: part, holdout: 21%, salt: ${saltFor(0.21)} }
train:
  run: cp "models/${of.name}/$(sed 's/.*"copy":"\\([a-z]*\\)".*/\\1/' "$PAWL_PARAMS").onnx" "$PAWL_OUT/model.onnx"
  params: { copy: ${of.copy} }
gates: ${of.gates}
`
}

const text = [
  'gender',
  'PhoneService',
  'MultipleLines',
  'OnlineBackup',
  'DeviceProtection',
  'StreamingTV',
  'StreamingMovies',
]

/** Writes the project: all 7,043 customers, the four models of `telco-gates` and the one of `telco-columns-zipmap`. */
export async function telcoProject(folder: string, shared: string): Promise<void> {
  const models = join(shared, 'models')
  const held = new Set(rowsOf(join(models, 'telco-gates/test.csv')).map(({ customerID }) => customerID))
  const rows = rowsOf(join(shared, 'data/telco-churn.csv')).map((row) => ({
    ...row,
    ...encoded(row),
    part: held.has(row.customerID ?? '') ? 'test' : 'train',
  }))
  const onnx = (path: string): Buffer => readFileSync(join(models, `${path}.onnx`))
  await writeFiles(folder, {
    '.gitignore': 'node_modules\n.pawl/\n',
    'pawl.yaml': 'pawl: 1\napprovals: { required: 1, from: [grace] }\n',
    'data/telco/customers.csv': csvOf(rows),
    'data/telco/dataset.yaml': `dataset: telco
files: '*.csv'
key: [customerID]
columns:
  customerID: { type: string, pattern: '[0-9]{4}-[A-Z]{5}' }
  SeniorCitizen: { type: boolean }
  tenure: { type: integer, min: 0, max: 120 }
  MonthlyCharges: { type: number, min: 0 }
  TotalCharges: { type: number, min: 0, nulls: { max: 1% } }
  Churn: { type: string, one-of: ['Yes', 'No'], nulls: { max: 0 } }
  part: { type: string, one-of: [train, test] }
${Object.keys(encoded({}))
  .map((name) => `  ${name}: { type: number, min: 0 }\n`)
  .join('')}${[
  ...columns.filter((name) => !['tenure', 'MonthlyCharges', 'TotalCharges'].includes(name)),
  'Dependents',
  ...text,
]
  .map((name) => `  ${name}: { type: string }\n`)
  .join('')}checks:
  - rows: { min: 7000 }
`,
    'models/churn/model.yaml': gatesModel('production'),
    'models/churn/production.onnx': onnx('telco-gates/production'),
    'models/churn/worse.onnx': onnx('telco-gates/worse'),
    'models/churn/better.onnx': onnx('telco-gates/better'),
    'models/churn/copy.onnx': onnx('telco-gates/copy'),
    'models/churn-columns/model.yaml': columnsModel('One input for each column.'),
    'models/churn-columns/model.onnx': onnx('telco-columns-zipmap/model'),
  })
}
