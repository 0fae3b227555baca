import { expect, it } from 'vitest'
import { git } from '../../src/git/git.ts'
import { modelYaml } from '../scenarios/small.ts'
import { proposal, pushToMain, story } from './stage.ts'

it('a retraining that somebody dispatches keeps its reason, and from another branch nothing comes of it', async () => {
  const here = await story()
  await pushToMain(here, {
    files: { 'models/churn/model.yaml': modelYaml('good') },
    message: 'Train better [skip ci]',
  })
  const { ada } = here.people
  await git(ada.folder, 'push', '--quiet', 'origin', 'HEAD:refs/heads/mine')
  const wanted = { repository: here.repository, workflow: 'pawl-retrain', login: 'hopper' }
  await here.runner.dispatch({
    ...wanted,
    ref: 'mine',
    inputs: { models: 'churn', reason: 'mine is better' },
  })
  await here.runner.settled()
  await here.runner.dispatch({ ...wanted, inputs: { models: 'churn', reason: 'the parameters were wrong' } })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "mine",
        "pawl/promote/churn/1.1.0",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-retrain on workflow_dispatch: skipped (Decide: skipped, Candidates: skipped)",
        "pawl-retrain on workflow_dispatch: success (Decide: success, Candidates (churn) / churn / Train: success, Candidates (churn) / churn / Evaluate: success, Candidates (churn) / churn / Promote: success)",
        "pawl-check on pull_request: action_required ()",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {
        "decisions": 1,
        "promotions": 1,
        "runs": 1,
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
  const { ref } = (await proposal(here)).head
  const stages = await git(
    here.sandbox.gitFolder(here.repository),
    'show',
    `${ref}:registry/churn/stages.json`,
  )
  const { history } = JSON.parse(stages) as { history: { actor: string; reason: string }[] }
  expect(history.at(-1)).toMatchObject({ actor: 'hopper', reason: 'the parameters were wrong' })
})
