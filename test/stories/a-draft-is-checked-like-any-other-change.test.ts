import { expect, it } from 'vitest'
import { call } from '../../sandbox/demo/world.ts'
import { modelYaml } from '../scenarios/small.ts'
import { propose, story } from './stage.ts'

it('a draft is checked like any other change, and nothing merges it', async () => {
  const here = await story()
  const files = { 'models/churn/model.yaml': modelYaml('good') }
  const { number } = await propose(here, { branch: 'sketch', files, draft: true })
  await here.runner.settled()
  await expect(call(here, here.people.grace, `PUT /pulls/${number}/merge`)).rejects.toThrow(/405.*draft/)
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "sketch",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: success (Which models: success, Check churn: success)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl success, Pass · churn: all 3 gates pass: roc_auc rose by 0.066 (95 % interval 0.033 to 0.099), which leaves the 0.01 allowed untouched",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 sketch": [
          "draft of ada, open",
          "github-actions[bot]: ### ✅ Pass · churn: all 3 gates pass: roc\\_auc rose by 0.066 (95 % interval 0.033 to 0.099), which leaves the 0.01 allowed untouched",
        ],
      },
    }
  `)
})
