import { expect, it } from 'vitest'
import { modelYaml, onnxOf } from '../scenarios/small.ts'
import { comment, proposal, pushToMain, story } from './stage.ts'

it('a rollback during a promotion wins, and the promotion is told and built anew', async () => {
  const here = await story('second')
  await pushToMain(here, {
    files: { 'models/churn/model.yaml': modelYaml('also'), 'models/churn/also.onnx': onnxOf('also') },
  })
  await here.runner.settled()
  const promotion = await proposal(here)
  // Its merge is held back until the rollback has been merged.
  const rolledBack = here.line(/^pawl-comments .*rolled back to/)
  let held = false
  here.sandbox.faults.add({
    match({ route, path }) {
      const isMerge = route === 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge'
      if (!isMerge || !path.includes(`/pulls/${promotion.number}/`) || held) return false
      held = true
      void comment(here, { by: 'linus', on: 1, body: '/rollback churn because 1.1.0 sends too many offers' })
      return true
    },
    when: 'before',
    do: { after: () => rolledBack },
  })
  const sha = promotion.head.sha.slice(0, 7)
  await comment(here, { by: 'grace', on: promotion.number, body: `/approve ${sha} because it is as good` })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "pawl/promote/churn/1.2.0",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0, 1.1.0",
      },
      "runs": [
        "pawl-retrain on push: failure (Decide: success, Candidates (churn) / churn / Train: success, Candidates (churn) / churn / Evaluate: failure, Candidates (churn) / churn / Promote: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-comments on issue_comment: success (Answer: success)",
        "pawl-comments on issue_comment: success (Answer: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
        "deploy-example on repository_dispatch: success (Deploy: success)",
        "pawl-verify on repository_dispatch: success (Verify: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {
        "claims": 1,
        "decisions": 1,
        "promotions": 3,
        "runs": 1,
      },
      "statuses": [
        "#4: pawl pending, needs /approve <sha>",
        "#4: pawl/policy success, This change edits no policy.",
        "#5: pawl success, approved by linus",
        "#5: pawl/policy success, This change edits no policy.",
        "a commit that nothing points to: pawl pending, not merged: stages-moved",
        "a commit that nothing points to: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#1 Promote churn 1.0.0 to production": [
          "pull request of github-actions[bot], merged by github-actions[bot]",
          "linus: /rollback churn because 1.1.0 sends too many offers",
          "github-actions[bot]: ⏪ **Rolling back** \`churn\` from \`1.1.0\` to \`1.0.0\`, as \`linus\` asked: [pull request 5](<url>). The request is its own approval, so it is merged when the checks of integrity pass.",
        ],
        "#4 Promote churn 1.2.0 to production": [
          "pull request of github-actions[bot], open",
          "grace: /approve <sha> because it is as good",
          "github-actions[bot]: ♻️ **Built anew**: the rollback of \`churn\` to \`1.0.0\` was merged first (entry 3 of the history). This pull request for \`churn 1.2.0\` in \`production\` now stands on it. Approvals until now are void; the new head is \`<sha>\`.",
          "github-actions[bot]: 🚫 **Not done**: The comment names <sha>, but the head of this pull request is <sha>. Look at what is there now, then approve that\\.",
        ],
        "#5 Roll back churn in production from 1.1.0 to 1.0.0": [
          "pull request of github-actions[bot], merged by github-actions[bot]",
          "github-actions[bot]: ⏪ **Rolled back**: \`production\` of \`churn\` is \`1.0.0\` now, by commit \`<sha>\`. \`1.1.0\` is archived.",
        ],
      },
    }
  `)
})
