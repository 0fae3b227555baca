/** Predicts with the churn model as its training left it, beside model.onnx: for the gate `parity`. Plain JavaScript, which starts in no time. */
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const contracts = ['month-to-month', 'one-year', 'two-year']

const { start, trees } = JSON.parse(readFileSync(given('PAWL_ARTIFACT'), 'utf8'))
const database = await (await DuckDBInstance.create()).connect()
const features = await database.runAndReadAll(`SELECT * FROM '${given('PAWL_FEATURES')}'`)
const scores = features.getRowObjects().map((row) => {
  const encoded = [
    number(row.tenure),
    contracts.indexOf(String(row.contract)),
    number(row.monthly_charges),
    number(row.total_charges),
  ]
  return 1 / (1 + Math.exp(-trees.reduce((odds, tree) => odds + advice(tree, encoded), start)))
})
await database.run(
  `COPY (SELECT score AS probability_true, 1 - score AS probability_false FROM (SELECT unnest([${scores.join()}]) AS score))
   TO '${given('PAWL_PREDICTIONS')}' (FORMAT parquet)`,
)

function advice(tree, row) {
  let node = tree[0]
  while (!('value' in node)) node = tree[row[node.column] < node.below ? node.yes : node.no]
  return node.value
}

/** As training encodes it: 32 bits, and 0 where there is none. */
function number(value) {
  return Math.fround(Number(value ?? 0))
}

function given(name) {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: Pawl starts this program`)
  return value
}
