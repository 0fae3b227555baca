import { join } from 'node:path'
import { expect, it } from 'vitest'
import { call, type Developer, repository } from '../../sandbox/demo/world.ts'
import { git } from '../../src/git/git.ts'
import { modelYaml, trainProgram, writeFiles } from '../scenarios/small.ts'
import { type Story, story } from './stage.ts'

it('a fork is checked without a token that can write, and told of like any other change', async () => {
  const here = await story('running', { secrets: { KEY: 'a-secret-of-the-repository' } })
  const sam = await fork(here)
  // What sam would like to have: it runs in the job that trains, where neither is.
  const nosy = `console.log(Object.entries(process.env).join('|'))`
  await writeFiles(sam.folder, {
    'models/churn/model.yaml': modelYaml('good'),
    'models/churn/train.mjs': trainProgram(nosy),
  })
  await git(sam.folder, 'commit', '--quiet', '--all', '--message', 'Train better')
  await git(sam.folder, 'push', '--quiet', 'origin', 'HEAD:refs/heads/better')
  await call(here, sam, 'POST /pulls', { title: 'better', head: 'sam:better', base: 'main' })
  expect(await here.end()).toMatchInlineSnapshot(`
    {
      "branches": [],
      "registry": {
        "churn": "production 1.0.0; has 1.0.0",
      },
      "runs": [
        "pawl-check on pull_request: success (Which models: success, Check churn: success)",
        "pawl-report on workflow_run: success (Report: success)",
      ],
      "state": {},
      "statuses": [
        "#2: pawl success, Pass · churn: all 3 gates pass: roc_auc rose by 0.066 (95 % interval 0.033 to 0.099), which leaves the 0.01 allowed untouched",
        "#2: pawl/policy success, This change edits no policy.",
      ],
      "threads": {
        "#2 better": [
          "pull request of sam, open",
          "github-actions[bot]: ### ✅ Pass · churn: all 3 gates pass: roc\\_auc rose by 0.066 (95 % interval 0.033 to 0.099), which leaves the 0.01 allowed untouched",
        ],
      },
    }
  `)
  const logs = await here.logs('pawl-check')
  expect(logs).toHaveLength(2)
  for (const log of logs) {
    expect(log).toMatch(/Contents: read\nMetadata: read\n/)
    expect(log).not.toMatch(/a-secret-of-the-repository|ghs_/)
  }
})

/** sam has no rights in the repository, and a fork of it. */
async function fork({ sandbox, folder }: Story): Promise<Developer> {
  const sam = { login: 'sam', folder: join(folder, 'people/sam') }
  sandbox.addUser({ login: 'sam', email: 'sam@example.com' })
  await sandbox.addRepository({ owner: 'sam', name: 'customers', forkOf: repository })
  const token = sandbox.personalToken('sam')
  const url = new URL(`${sandbox.apiUrl}/sam/customers.git`)
  url.username = 'sam'
  url.password = token
  await git(folder, 'clone', '--quiet', url.href, sam.folder)
  await git(sam.folder, 'config', 'user.name', 'sam')
  await git(sam.folder, 'config', 'user.email', 'sam@example.com')
  return { ...sam, token }
}
