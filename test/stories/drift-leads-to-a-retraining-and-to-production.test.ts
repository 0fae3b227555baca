import { expect, it } from 'vitest'
import { csvOf, customersOf, modelYaml } from '../scenarios/small.ts'
import { approve, proposal, pushToMain, story } from './stage.ts'

it('drift leads to an issue, a retraining and production, and the issue is closed then', async () => {
  const here = await story()
  const watch = () => here.runner.schedule({ repository: here.repository, workflow: 'pawl-drift' })
  const february = customersOf({ seed: 8, shift: 2, from: 1000 }).map((one) => ({ ...one, a: one.a - 2 }))
  await pushToMain(here, {
    files: { 'data/customers/february.csv': csvOf(february), 'models/churn/model.yaml': modelYaml('good') },
    message: 'Add the customers of February [skip ci]',
  })
  watch()
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "pawl/promote/churn/1.1.0",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-drift on schedule: success (Watch all models: success)",
        "pawl-retrain on repository_dispatch: success (Decide: success, Candidates (churn) / churn / Train: success, Candidates (churn) / churn / Evaluate: success, Candidates (churn) / churn / Promote: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {
        "decisions": 1,
        "promotions": 1,
        "runs": 1,
        "windows": 1,
      },
      "statuses": [
        "#3: pawl pending, needs /approve <sha>",
        "#3: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 Drift: churn": [
          "issue of github-actions[bot], open",
        ],
        "#3 Promote churn 1.1.0 to production": [
          "pull request of github-actions[bot], open",
        ],
      },
    }
  `)
  await approve(here, await proposal(here))
  await here.runner.settled()
  watch()
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [],
      "registry": {
        "churn": "production 1.1.0; has 1.0.0, 1.1.0",
      },
      "runs": [
        "pawl-drift on schedule: success (Watch all models: success)",
        "pawl-retrain on repository_dispatch: success (Decide: success, Candidates (churn) / churn / Train: success, Candidates (churn) / churn / Evaluate: success, Candidates (churn) / churn / Promote: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-comments on issue_comment: success (Answer: success)",
        "deploy-example on repository_dispatch: success (Deploy: success)",
        "pawl-verify on repository_dispatch: success (Verify: success)",
        "pawl-drift on schedule: success (Watch all models: success)",
      ],
      "state": {
        "decisions": 1,
        "promotions": 1,
        "runs": 1,
        "windows": 1,
      },
      "statuses": [
        "#3: pawl success, approved by grace",
        "#3: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 Drift: churn": [
          "issue of github-actions[bot], closed",
          "github-actions[bot]: ✅ **Recovered**: version \`1.1.0\` is in production now and was trained on the data that drifted.",
        ],
        "#3 Promote churn 1.1.0 to production": [
          "pull request of github-actions[bot], merged by github-actions[bot]",
          "grace: /approve <sha>",
          "github-actions[bot]: 🚀 **Promoted**: \`production\` of \`churn\` is \`1.1.0\` now, by commit \`<sha>\`. \`1.0.0\` is archived.",
        ],
      },
    }
  `)
})
