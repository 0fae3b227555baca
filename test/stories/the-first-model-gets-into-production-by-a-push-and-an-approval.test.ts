import { expect, it } from 'vitest'
import { git } from '../../src/git/git.ts'
import { modelYaml } from '../scenarios/small.ts'
import { approve, comment, proposal, pushToMain, story } from './stage.ts'

it('the first model gets into production by a push and an approval that is not its author’s', async () => {
  const here = await story('new')
  await pushToMain(here, { files: { 'models/churn/model.yaml': modelYaml('good') } })
  await here.runner.settled()
  const first = await proposal(here)
  await comment(here, { by: 'ada', on: first.number, body: `/approve ${first.head.sha}` })
  await here.runner.settled()
  await approve(here, first)
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "pawl/state",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-retrain on push: success (Decide: success, Candidates (churn) / churn / Train: success, Candidates (churn) / churn / Evaluate: success, Candidates (churn) / churn / Promote: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-comments on issue_comment: success (Answer: success)",
        "pawl-comments on issue_comment: success (Answer: success)",
        "deploy-example on repository_dispatch: success (Deploy: success)",
        "pawl-verify on repository_dispatch: success (Verify: success)",
      ],
      "state": {
        "decisions": 1,
        "promotions": 1,
        "runs": 1,
        "trainings": 1,
      },
      "statuses": [
        "#1: pawl success, approved by grace",
        "#1: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#1 Promote churn 1.0.0 to production": [
          "pull request of github-actions[bot], merged by github-actions[bot]",
          "ada: /approve <sha>",
          "github-actions[bot]: 🚫 **Not done**: ada is author of commit <sha>, which is part of this candidate. Somebody else on the approvers' list has to approve\\.",
          "grace: /approve <sha>",
          "github-actions[bot]: 🚀 **Promoted**: \`production\` of \`churn\` is \`1.0.0\` now, by commit \`<sha>\`.",
        ],
      },
    }
  `)
  await git(here.people.ada.folder, 'fetch', '--quiet', 'origin')
  const card = await git(here.people.ada.folder, 'show', 'origin/main:registry/churn/1.0.0/card.md')
  expect(card).toContain('- owners: `ada`')
})
