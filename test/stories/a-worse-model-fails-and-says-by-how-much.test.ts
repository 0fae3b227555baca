import { expect, it } from 'vitest'
import { modelYaml } from '../scenarios/small.ts'
import { propose, pushMore, story } from './stage.ts'

it('a worse model fails and says by how much, and a better push turns the same comment green', async () => {
  const here = await story()
  const files = (variant: string) => ({ 'models/churn/model.yaml': modelYaml(variant) })
  await propose(here, { branch: 'faster', files: files('bad') })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "faster",
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
        "#2: pawl failure, Fail · churn: roc_auc fell by 0.751 (95 % interval 0.682 to 0.819), beyond the 0.01 allowed (and 2 more gates: roc_auc.min, recall.min)",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 faster": [
          "pull request of ada, open",
          "github-actions[bot]: ### ❌ Fail · churn: roc\\_auc fell by 0.751 (95 % interval 0.682 to 0.819), beyond the 0.01 allowed (and 2 more gates: roc\\_auc\\.min, recall\\.min)",
        ],
      },
    }
  `)
  await pushMore(here, { branch: 'faster', files: files('good') })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "faster",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: failure (Which models: success, Check churn: failure)",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-check on pull_request: success (Which models: success, Check churn: success)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl success, Pass · churn: all 3 gates pass: roc_auc rose by 0.066 (95 % interval 0.033 to 0.099), which leaves the 0.01 allowed untouched",
        "#2: pawl/policy success, This change edits no policy.",
        "a commit that nothing points to: pawl failure, Fail · churn: roc_auc fell by 0.751 (95 % interval 0.682 to 0.819), beyond the 0.01 allowed (and 2 more gates: roc_auc.min, recall.min)",
        "a commit that nothing points to: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 faster": [
          "pull request of ada, open",
          "github-actions[bot]: ### ✅ Pass · churn: all 3 gates pass: roc\\_auc rose by 0.066 (95 % interval 0.033 to 0.099), which leaves the 0.01 allowed untouched",
        ],
      },
    }
  `)
})
