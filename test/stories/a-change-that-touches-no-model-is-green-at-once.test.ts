import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { call } from '../../sandbox/demo/world.ts'
import { git } from '../../src/git/git.ts'
import { propose, story } from './stage.ts'

it('a change that touches no model is green at once, in the merge queue too', async () => {
  const here = await story()
  const { number } = await propose(here, { branch: 'words', files: { 'README.md': 'Words.\n' } })
  await here.runner.settled()
  const group = await here.sandbox.queueMerge(here.repository, number, 'grace')
  await here.runner.settled()
  expect(await here.sandbox.mergeGroup(here.repository, group, 'grace')).toBe('merged')
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "words",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: success (Which models: success, check: skipped)",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-check on merge_group: success (Which models: success, check: skipped)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl success, No model is touched by this change.",
        "#2: pawl/policy success, This change edits no policy.",
        "main: pawl success, No model is touched by this change.",
        "main: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 words": [
          "pull request of ada, merged by grace",
          "github-actions[bot]: ➖ No model is touched by this change, so there is nothing to check.",
        ],
      },
    }
  `)
})

it('a change of .github/ is said in the first line', async () => {
  const here = await story()
  const path = '.github/workflows/pawl-check.yml'
  const text = readFileSync(join(here.people.ada.folder, path), 'utf8')
  await propose(here, {
    branch: 'quicker',
    files: { [path]: text.replace('fail-fast: false', 'fail-fast: true') },
  })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "quicker",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: success (Which models: success, check: skipped)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl success, No model is touched by this change.",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 quicker": [
          "pull request of ada, open",
          "github-actions[bot]: ➖ No model is touched by this change, so there is nothing to check. · ⚠️ advice only, because this change edits \`.github/\` and so how it is checked",
        ],
      },
    }
  `)
})

it('a change is checked anew when it is proposed for the default branch, and counts only then', async () => {
  const here = await story()
  const { ada } = here.people
  await git(ada.folder, 'fetch', '--quiet', 'origin')
  await git(ada.folder, 'push', '--quiet', 'origin', 'origin/main:refs/heads/elsewhere')
  const { number } = await propose(here, {
    branch: 'words',
    files: { 'README.md': 'Words.\n' },
    base: 'elsewhere',
  })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "elsewhere",
        "words",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: success (Which models: success, check: skipped)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl pending, Checked against elsewhere; only a check against main counts.",
        "#2: pawl/policy pending, Checked against elsewhere; only a check against main counts.",
      ],
      "threads": {
        "#2 words": [
          "pull request of ada, open",
          "github-actions[bot]: ➖ No model is touched by this change, so there is nothing to check.",
        ],
      },
    }
  `)
  await call(here, ada, `PATCH /pulls/${number}`, { title: 'Say it in words' })
  await here.runner.settled()
  await call(here, ada, `PATCH /pulls/${number}`, { base: 'main' })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [
        "elsewhere",
        "words",
      ],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: success (Which models: success, check: skipped)",
        "pawl-report on workflow_run: success (Report: success)",
        "pawl-check on pull_request: skipped (Which models: skipped, check: skipped)",
        "pawl-report on workflow_run: skipped (Report: skipped)",
        "pawl-check on pull_request: success (Which models: success, check: skipped)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl success, No model is touched by this change.",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 Say it in words": [
          "pull request of ada, open",
          "github-actions[bot]: ➖ No model is touched by this change, so there is nothing to check.",
        ],
      },
    }
  `)
})
