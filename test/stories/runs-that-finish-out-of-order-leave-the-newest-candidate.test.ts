import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { modelYaml, trainProgram } from '../scenarios/small.ts'
import { pushToMain, story } from './stage.ts'

it('runs that finish out of order leave the newest candidate', async () => {
  const here = await story()
  const gate = join(here.folder, 'go-on')
  const patient = `const { existsSync } = await import('node:fs')
console.log('waiting')
while (!existsSync(${JSON.stringify(gate)})) await new Promise((go) => setTimeout(go, 20))`
  const waiting = here.line(/^pawl-retrain .*waiting/)
  await pushToMain(here, {
    files: { 'models/churn/model.yaml': modelYaml('good'), 'models/churn/train.mjs': trainProgram(patient) },
    message: 'Slow',
  })
  await waiting
  const promoted = here.line(/^pawl-retrain .*#\d+ promotes churn 1\.1\.0/)
  await pushToMain(here, { files: { 'models/churn/train.mjs': trainProgram() }, message: 'Fast' })
  await promoted
  writeFileSync(gate, '')
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "pawl/promote/churn/1.1.0",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-retrain on push: success (Decide: success, Candidates (churn) / churn / Train: success, Candidates (churn) / churn / Evaluate: success, Candidates (churn) / churn / Promote: success)",
        "pawl-retrain on push: success (Decide: success, Candidates (churn) / churn / Train: success, Candidates (churn) / churn / Evaluate: success, Candidates (churn) / churn / Promote: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {
        "decisions": 2,
        "promotions": 1,
        "runs": 2,
      },
      "statuses": [
        "#2: pawl pending, needs /approve <sha>",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 Promote churn 1.1.0 to production": [
          "pull request of github-actions[bot], open",
        ],
      },
    }
  `)
  const logs = await here.logs('pawl-retrain')
  expect(logs[3]).toContain('#2 proposes a newer candidate of churn')
  expect(logs[7]).toContain('#2 promotes churn 1.1.0 (opened)')
})
