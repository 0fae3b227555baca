import { expect, it } from 'vitest'
import { modelYaml, onnxOf, trainProgram } from '../scenarios/small.ts'
import { propose, story } from './stage.ts'

it('two models in one change are checked side by side and share one comment, the worst first', async () => {
  const here = await story()
  await propose(here, {
    branch: 'two',
    files: {
      'models/churn/model.yaml': modelYaml('good'),
      'models/stay/model.yaml': modelYaml('bad', { model: 'stay' }).replaceAll(
        'models/churn/',
        'models/stay/',
      ),
      'models/stay/train.mjs': trainProgram(),
      'models/stay/bad.onnx': onnxOf('bad'),
    },
  })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "two",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: failure (Which models: success, Check churn: success, Check stay: failure)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl failure, Fail (1 failed, 1 passed) · stay: roc_auc is 0.092 (95 % interval 0.064 to 0.131), below the 0.7 asked for (and 1 more gate: recall.min)",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 two": [
          "pull request of ada, open",
          "github-actions[bot]: ### ❌ Fail · 1 failed, 1 passed · stay: roc\\_auc is 0.092 (95 % interval 0.064 to 0.131), below the 0.7 asked for (and 1 more gate: recall\\.min)",
        ],
      },
    }
  `)
})
