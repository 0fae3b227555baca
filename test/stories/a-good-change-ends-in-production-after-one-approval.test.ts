import { expect, it } from 'vitest'
import { modelYaml } from '../scenarios/small.ts'
import { approve, merge, proposal, propose, story } from './stage.ts'

it('a good change ends in production after one approval', async () => {
  const here = await story()
  const change = await propose(here, {
    branch: 'better',
    files: { 'models/churn/model.yaml': modelYaml('good') },
  })
  await here.runner.settled()
  await merge(here, change.number)
  await here.runner.settled()
  await approve(here, await proposal(here))
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "better",
      ],
      "registry": {
        "churn": "production 1.1.0; has 1.0.0, 1.1.0",
      },
      "runs": [
        "pawl-check on pull_request: success (Which models: success, Check churn: success)",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-retrain on push: success (Decide: success, Candidates (churn) / churn / Train: success, Candidates (churn) / churn / Evaluate: success, Candidates (churn) / churn / Promote: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-comments on issue_comment: success (Answer: success)",
        "deploy-example on repository_dispatch: success (Deploy: success)",
        "pawl-verify on repository_dispatch: success (Verify: success)",
      ],
      "state": {
        "decisions": 1,
        "promotions": 1,
        "runs": 1,
      },
      "statuses": [
        "#2: pawl success, Pass · churn: all 3 gates pass: roc_auc rose by 0.066 (95 % interval 0.033 to 0.099), which leaves the 0.01 allowed untouched",
        "#2: pawl/policy success, This change edits no policy.",
        "#3: pawl success, approved by grace",
        "#3: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 better": [
          "pull request of ada, merged by grace",
          "github-actions[bot]: ### ✅ Pass · churn: all 3 gates pass: roc\\_auc rose by 0.066 (95 % interval 0.033 to 0.099), which leaves the 0.01 allowed untouched",
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
