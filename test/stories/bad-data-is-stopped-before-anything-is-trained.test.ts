import { expect, it } from 'vitest'
import { csvOf, customersOf } from '../scenarios/small.ts'
import { propose, story } from './stage.ts'

it('bad data is stopped before anything is trained', async () => {
  const here = await story()
  const customers = customersOf().map((one, at) => (at % 3 === 0 ? { ...one, a: 999_999_999 } : one))
  await propose(here, {
    branch: 'export',
    by: 'grace',
    files: { 'data/customers/customers.csv': csvOf(customers) },
  })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "export",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: failure (Which models: success, Check churn: failure)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl failure, Fail · churn: customers: 1 rule broken: a is at most 20, but 200 of 600 (33.33 %) are above",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 export": [
          "pull request of grace, open",
          "github-actions[bot]: ### ❌ Fail · churn: customers: 1 rule broken: a is at most 20, but 200 of 600 (33.33 %) are above",
        ],
      },
    }
  `)
  expect((await here.logs('pawl-check')).join('')).not.toContain('train churn')
})
