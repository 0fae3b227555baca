import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
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
        "main: pawl success, No model is touched by this change.",
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
