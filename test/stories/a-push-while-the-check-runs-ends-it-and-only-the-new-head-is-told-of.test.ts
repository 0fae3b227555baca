import { expect, it } from 'vitest'
import { modelYaml } from '../scenarios/small.ts'
import { propose, pushMore, story } from './stage.ts'

it('a push while the check runs ends it, and only the new head is told of', async () => {
  const here = await story()
  const training = here.line(/^pawl-check .*##\[group\]train churn/)
  await propose(here, { branch: 'twice', files: { 'models/churn/model.yaml': modelYaml('bad') } })
  await training
  await pushMore(here, { branch: 'twice', files: { 'models/churn/model.yaml': modelYaml('good') } })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "twice",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: cancelled (Which models: success, Check churn: cancelled)",
        "pawl-check on pull_request: success (Which models: success, Check churn: success)",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl success, Pass · churn: all 3 gates pass: roc_auc rose by 0.066 (95 % interval 0.033 to 0.099), which leaves the 0.01 allowed untouched",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 twice": [
          "pull request of ada, open",
          "github-actions[bot]: ### ✅ Pass · churn: all 3 gates pass: roc\\_auc rose by 0.066 (95 % interval 0.033 to 0.099), which leaves the 0.01 allowed untouched",
        ],
      },
    }
  `)
})
