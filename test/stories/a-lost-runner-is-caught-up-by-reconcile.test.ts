import { expect, it } from 'vitest'
import { modelYaml } from '../scenarios/small.ts'
import { approve, proposal, pushToMain, story } from './stage.ts'

it('a runner that is lost between merging and telling of it is caught up with by reconcile', async () => {
  const here = await story()
  await pushToMain(here, { files: { 'models/churn/model.yaml': modelYaml('good') } })
  await here.runner.settled()
  here.sandbox.faults.add({
    match({ route }) {
      if (route !== 'POST /repos/{owner}/{repo}/dispatches') return false
      const answering = here.runner.runs.at(-1)?.jobs[0]
      if (answering) here.runner.loseJob(answering.id)
      return true
    },
    when: 'before',
    do: 'drop',
    times: 1,
  })
  await approve(here, await proposal(here))
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "pawl/promote/churn/1.1.0",
      ],
      "registry": {
        "churn": "production 1.1.0; has 1.0.0, 1.1.0",
      },
      "runs": [
        "pawl-retrain on push: success (Decide: success, Candidates (churn) / churn / Train: success, Candidates (churn) / churn / Evaluate: success, Candidates (churn) / churn / Promote: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-comments on issue_comment: failure (Answer: failure)",
      ],
      "state": {
        "decisions": 1,
        "promotions": 1,
        "runs": 1,
      },
      "statuses": [
        "#2: pawl success, approved by grace",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 Promote churn 1.1.0 to production": [
          "pull request of github-actions[bot], merged by github-actions[bot]",
          "grace: /approve <sha>",
        ],
      },
    }
  `)
  here.runner.schedule({ repository: here.repository, workflow: 'pawl-reconcile' })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [],
      "registry": {
        "churn": "production 1.1.0; has 1.0.0, 1.1.0",
      },
      "runs": [
        "pawl-retrain on push: success (Decide: success, Candidates (churn) / churn / Train: success, Candidates (churn) / churn / Evaluate: success, Candidates (churn) / churn / Promote: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-comments on issue_comment: failure (Answer: failure)",
        "pawl-reconcile on schedule: success (Reconcile: success)",
        "deploy-example on repository_dispatch: success (Deploy: success)",
        "pawl-verify on repository_dispatch: success (Verify: success)",
      ],
      "state": {
        "decisions": 1,
        "promotions": 1,
        "runs": 1,
      },
      "statuses": [
        "#2: pawl success, approved by grace",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 Promote churn 1.1.0 to production": [
          "pull request of github-actions[bot], merged by github-actions[bot]",
          "grace: /approve <sha>",
          "github-actions[bot]: 🚀 **Promoted**: \`production\` of \`churn\` is \`1.1.0\` now, by commit \`<sha>\`. \`1.0.0\` is archived.",
        ],
      },
    }
  `)
})
