import { beforeAll, expect, it } from 'vitest'
import { checkOf } from './hand/acts.ts'
import { requestsOf } from './requests.ts'
import { modelYaml } from './small.ts'
import { folderOfFile, proposed, type Scene, smallWorld } from './stage.ts'

/* A job's token has 1,000 requests an hour for the whole repository, so how many Pawl makes is a promise. Promotions and
   approvals are counted where their faults are. */

const folder = folderOfFile()
let world: Scene

beforeAll(async () => {
  world = await smallWorld(folder)
  return () => world.sandbox.close()
})

it('a check and its report take at most 12 reads and 4 writes', async () => {
  const files = { 'models/churn/model.yaml': modelYaml('good') }
  const pull = await proposed(world, { branch: 'good', files })
  const { reads, writes, all } = await requestsOf(world, async () => {
    const { report } = await checkOf(world, { pull, by: world.people.ada, action: 'opened' })
    expect(report.succeeded, report.log).toBe(true)
  })
  console.log(`check and report: ${reads} reads, ${writes} writes`)
  expect(writes, all.join('\n')).toBeGreaterThan(1)
  expect(writes, all.join('\n')).toBeLessThanOrEqual(4)
  expect(reads, all.join('\n')).toBeLessThanOrEqual(12)
})
