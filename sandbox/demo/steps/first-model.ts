import { pin } from '../release.ts'
import { askForMore } from '../richer.ts'
import { approve, editModel, expect, promotionOf, runOf, type Stage } from '../stage.ts'
import { clone, push } from '../world.ts'

/** 1. A first model is trained, passes its gates, and is approved by somebody who did not write it. */
export async function firstModel(stage: Stage, release: string): Promise<void> {
  const { world, say } = stage
  const { ada, grace } = world.people
  pin(ada.folder, release)
  await askForMore(ada)
  // A day between trainings is right for a project and too long for a demo.
  await editModel(ada, /cool-down: .*/, 'cool-down: 1s')
  say(
    '1. ada pushes the template: a dataset, a model, gates, workflows (without its Python model: the demo needs Node only)',
  )
  say(
    '   her model.yaml asks for weights, an operating point, a metric of her own, parity, and less for staging',
  )
  const retrain = await runOf(stage, 'pawl-retrain', () =>
    push(ada, { branch: 'main', message: 'Start from the template' }),
  )
  await clone(world, grace)
  const pull = await promotionOf(stage, '1.0.0')
  say(`   pawl-retrain: ${retrain.jobs.length} jobs; #${pull.number} promotes churn 1.0.0`)

  const refused = await approve(stage, { by: ada, pull })
  expect(/Not done/.test(refused), `the approval of the author is refused: ${refused}`)
  say(`   ada says /approve: ${refused}`)
  const merged = await approve(stage, { by: grace, pull })
  expect(/Promoted/.test(merged), `grace's approval merges: ${merged}`)
  say('   grace says /approve: merged, churn 1.0.0 is in production')
}
