import { readPull } from '../acts.ts'
import { editModel, expect, mergeQuietly, propose, type Stage, verdictOn } from '../stage.ts'
import { branchOff, call, push } from '../world.ts'

const branch = 'fewer-trees'

/** 2. A worse model is told so, with figures; a push with a better one turns the same comment and status green. */
export async function worseThenBetter(stage: Stage): Promise<void> {
  const { world, say } = stage
  const { ada, grace } = world.people
  await branchOff(ada, branch)
  await editModel(ada, /params: .*/, 'params: { trees: 5, depth: 1, rate: 0.2, sample: 300 }')
  const pull = await propose(stage, {
    by: ada,
    branch,
    message: 'Five trees are enough',
    title: 'Train fewer trees',
    body: 'Five trees train faster.',
  })
  say(`2. ada opens #${pull.number} with five trees instead of sixty`)
  const worse = await verdictOn(stage, pull)
  expect(worse.state === 'failure', 'a worse model fails')
  say(`   ${worse.description}`)

  await editModel(ada, /params: .*/, 'params: { trees: 60, depth: 4, rate: 0.2, sample: 300 }')
  await push(ada, { branch, message: 'Deeper trees instead' })
  const pushed = await readPull(world, { by: ada, number: pull.number })
  const better = await verdictOn(stage, pushed)
  expect(better.state === 'success', 'a better model passes')
  const comments = await call<unknown[]>(world, ada, `GET /issues/${pull.number}/comments`)
  expect(comments.length === 1, 'there is one comment, updated in place')
  say(`   a push with deeper trees: ${better.description}`)
  await mergeQuietly(stage, { by: grace, pull: pushed })
  say(`   grace merges #${pull.number}, with [skip actions]: when to train is for ada to say`)
}
