import { customers } from '../../../template/data/generate.ts'
import { writeCustomers } from '../richer.ts'
import { expect, propose, type Stage, verdictOn } from '../stage.ts'
import { branchOff, call } from '../world.ts'

const branch = 'new-export'

/** 3. Broken data is stopped before anything is trained. */
export async function brokenData(stage: Stage): Promise<void> {
  const { world, say } = stage
  const { grace } = world.people
  await branchOff(grace, branch)
  const rows = customers({ month: '2026-01', rows: 4000, seed: 1, kind: 'normal' })
  await writeCustomers(grace, '2026-01', rows, ['missing-column', 'nulls', 'category'])
  const pull = await propose(stage, {
    by: grace,
    branch,
    message: 'Take the data from the new export',
    title: 'Use the new export',
    body: 'The warehouse has a new export.',
  })
  say(`3. grace opens #${pull.number} with data from a new export`)
  const broken = await verdictOn(stage, pull)
  expect(broken.state === 'failure', 'broken data fails')
  say(`   ${broken.description}`)
  await call(world, grace, `PATCH /pulls/${pull.number}`, { state: 'closed' })
}
