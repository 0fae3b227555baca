import { expect, it } from 'vitest'
import { modelYaml, onnxOf } from '../scenarios/small.ts'
import { propose, story } from './stage.ts'

it('an inconclusive model says how many rows would decide', async () => {
  const here = await story()
  const files = { 'models/churn/model.yaml': modelYaml('near'), 'models/churn/near.onnx': onnxOf('near') }
  await propose(here, { branch: 'near', files })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "near",
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
        "#2: pawl failure, Fail · churn: roc_auc fell by 0.015 (95 % interval 0.010 to 0.020), beyond the 0.01 allowed; its one-sided 95 % bound is a fall of 0.010",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 near": [
          "pull request of ada, open",
          "github-actions[bot]: ### ❌ Fail · churn: roc\\_auc fell by 0.015 (95 % interval 0.010 to 0.020), beyond the 0.01 allowed; its one-sided 95 % bound is a fall of 0.010",
        ],
      },
    }
  `)
})
