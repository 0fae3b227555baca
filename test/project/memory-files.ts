import { loadProject } from '../../src/project/load.ts'
import { formatProblem, UserError } from '../../src/project/problem.ts'
import type { Project, ProjectFiles } from '../../src/project/project.ts'

/** A project like that of the template, by path. */
export const churn: Readonly<Record<string, string>> = {
  'pawl.yaml': `pawl: 1
approvals:
  required: 1
  from: [ada, grace]
`,
  'data/customers/dataset.yaml': `dataset: customers
files: '*.csv'
key: [customer_id]
time: signed_up
columns:
  customer_id: { type: string, pattern: 'C[0-9]{6}' }
  signed_up: { type: date, max: today }
  tenure: { type: integer, min: 0, max: 120 }
  contract: { type: string, one-of: [month-to-month, one-year, two-year] }
  monthly_charges: { type: number, min: 0 }
  churned: { type: boolean }
checks:
  - rows: { min: 1000 }
`,
  'models/churn/model.yaml': `model: churn
task: binary-classification
owners: [ada]
data:
  dataset: customers
  target: { column: churned, positive: true }
  features: [tenure, contract, monthly_charges]
  split: { by: customer_id, holdout: 20% }
train: { run: node train.js }
gates:
  roc_auc: { min: 0.8, max-drop: 0.01 }
  log_loss: { max-rise: 2% }
`,
}

/** Files held in memory, as a project reads them. */
export function memoryFiles(texts: Readonly<Record<string, string | undefined>>): ProjectFiles {
  const files = new Map(Object.entries(texts).filter(([, text]) => text !== undefined))
  return {
    name: 'the test',
    list: async (folder) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`)),
    read: async (path) => files.get(path),
  }
}

/** The example with one text of one file replaced by another. */
export function changed(path: string, from: string, to: string): Record<string, string> {
  const text = churn[path]
  if (text === undefined || text.split(from).length !== 2)
    throw new Error(`${path} does not hold ${from} once`)
  return { ...churn, [path]: text.replace(from, () => to) }
}

export function load(texts: Readonly<Record<string, string | undefined>>): Promise<Project> {
  return loadProject(memoryFiles(texts))
}

/** What a person is told about files that are no project, a line for each problem. */
export async function refusal(texts: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  try {
    await load(texts)
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(formatProblem)
    throw error
  }
  throw new Error('it was loaded')
}
