import { approve, expect, promotionOf, runOf, type Stage } from '../stage.ts'
import { repository } from '../world.ts'

/** 4. A retraining that somebody asks for ends in production. */
export async function retrainOnRequest(stage: Stage): Promise<void> {
  const { runner, world, say } = stage
  say('4. ada asks for a retraining of what is on main now')
  const inputs = { models: 'churn', reason: 'deeper trees were merged' }
  await runOf(stage, 'pawl-retrain', () =>
    runner.dispatch({ repository, workflow: 'pawl-retrain', login: 'ada', inputs }),
  )
  const pull = await promotionOf(stage, '1.1.0')
  say(`   #${pull.number} promotes churn 1.1.0`)
  const merged = await approve(stage, { by: world.people.grace, pull })
  expect(/Promoted/.test(merged), `the approval merges: ${merged}`)
  say('   grace says /approve: merged, churn 1.1.0 is in production')
}
