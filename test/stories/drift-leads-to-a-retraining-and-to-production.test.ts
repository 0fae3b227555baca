import { expect, it } from 'vitest'
import { csvOf, customersOf } from '../scenarios/small.ts'
import { approve, proposal, pushToMain, story } from './stage.ts'

it('drift leads to an issue, a retraining and production, and the issue is closed then', async () => {
  const here = await story()
  const watch = () => here.runner.schedule({ repository: here.repository, workflow: 'pawl-drift' })
  const february = customersOf({ seed: 8, shift: 2, from: 1000 })
  await pushToMain(here, {
    files: { 'data/customers/february.csv': csvOf(february) },
    message: 'Add the customers of February [skip ci]',
  })
  watch()
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-drift on schedule: success (Watch all models: success)",
      ],
      "state": {
        "decisions": 1,
        "windows": 1,
      },
      "statuses": [],
      "threads": {
        "#2 Drift: churn": [
          "issue of github-actions[bot], open",
        ],
      },
    }
  `)
  await approve(here, await proposal(here))
  await here.runner.settled()
  watch()
  expect(await here.end()).toMatchInlineSnapshot()
})
