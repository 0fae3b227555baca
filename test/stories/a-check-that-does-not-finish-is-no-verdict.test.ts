import { expect, it } from 'vitest'
import { mustHave } from '../../sandbox/github/seed.ts'
import { modelYaml } from '../scenarios/small.ts'
import { propose, story } from './stage.ts'

const better = { branch: 'better', files: { 'models/churn/model.yaml': modelYaml('good') } }

it('a cancelled check is no verdict', async () => {
  const here = await story()
  const training = here.line(/^pawl-check .*##\[group\]train churn/)
  await propose(here, better)
  here.runner.cancelRun((await training).run)
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "better",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: cancelled (Which models: success, Check churn: cancelled)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl error, The check did not finish (cancelled): no report of churn; run it again.",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 better": [
          "pull request of ada, open",
          "github-actions[bot]: ### ⛔ Error · the check did not finish (cancelled): no report of churn",
        ],
      },
    }
  `)
})

it('a check whose runner is lost is no verdict', async () => {
  const here = await story()
  const training = here.line(/^pawl-check .*##\[group\]train churn/)
  await propose(here, better)
  here.runner.loseJob((await training).id)
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "better",
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
        "#2: pawl error, The check did not finish (failure): no report of churn; run it again.",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 better": [
          "pull request of ada, open",
          "github-actions[bot]: ### ⛔ Error · the check did not finish (failure): no report of churn",
        ],
      },
    }
  `)
})

it('a check whose artifacts are gone is no verdict', async () => {
  const here = await story()
  const { artifacts } = mustHave(here.sandbox.world, here.repository)
  here.sandbox.onEvent(({ name, action }) => {
    if (name !== 'workflow_run' || action !== 'completed') return
    for (const one of artifacts.all()) artifacts.put({ ...one, expiresAt: new Date(0).toISOString() })
  })
  await propose(here, better)
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "better",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: success (Which models: success, Check churn: success)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl error, The check left nothing to read; run it again.",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 better": [
          "pull request of ada, open",
          "github-actions[bot]: ### ⛔ Error · the check left nothing to read",
        ],
      },
    }
  `)
})
