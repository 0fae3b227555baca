import { customers } from '../../../template/data/generate.ts'
import { writeCustomers } from '../richer.ts'
import {
  expect,
  lastRun,
  mergeQuietly,
  propose,
  runOf,
  runsAfter,
  type Stage,
  until,
  verdictOn,
} from '../stage.ts'
import { branchOff, call, repository } from '../world.ts'

const branch = 'february'

/** 5. New data is unlike what production was trained on: one issue, and a recorded decision to retrain. Gives the issue. */
export async function newDataDrifts(stage: Stage): Promise<number> {
  const { runner, world, say } = stage
  const { ada, grace } = world.people
  await branchOff(grace, branch)
  const rows = customers({ month: '2026-02', rows: 2000, seed: 2, kind: 'drifted' })
  await writeCustomers(grace, '2026-02', rows)
  const title = 'Add the customers of February'
  const pull = await propose(stage, { by: grace, branch, message: title, title, body: '2,000 new rows.' })
  const status = await verdictOn(stage, pull)
  expect(status.state === 'success', `the new data is valid: ${status.description}`)
  await mergeQuietly(stage, { by: ada, pull })
  say(`5. grace adds the customers of February (#${pull.number}, ${status.description})`)

  const before = lastRun(stage)
  const watched = await runOf(stage, 'pawl-drift', () =>
    runner.schedule({ repository, workflow: 'pawl-drift', cron: '23 5 * * *' }),
  )
  expect(watched.succeeded, 'drift is watched')
  const open = await call<{ number: number; title: string; pull_request?: unknown }[]>(
    world,
    grace,
    'GET /issues?state=open',
  )
  const [issue, ...more] = open.filter(({ pull_request }) => pull_request === undefined)
  expect(issue !== undefined && more.length === 0, 'there is one issue')
  say(`   the nightly watch opens issue #${issue.number}: ${issue.title}, and asks for a retraining`)
  await until(stage, 'retraining is decided on', () =>
    runsAfter(stage, { workflow: 'pawl-retrain', before })[0]?.jobs.find(
      ({ name, conclusion }) => name === 'Decide' && conclusion === 'success',
    ),
  )
  say('   pawl-retrain records the decision on pawl/state, and trains on February too')
  return issue.number
}
