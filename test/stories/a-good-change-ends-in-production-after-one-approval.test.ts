import { expect, it } from 'vitest'
import { modelYaml } from '../scenarios/small.ts'
import { approve, merge, proposal, propose, story } from './stage.ts'

it('a good change ends in production after one approval', async () => {
  const here = await story()
  const change = await propose(here, {
    branch: 'better',
    files: { 'models/churn/model.yaml': modelYaml('good') },
  })
  await here.runner.settled()
  await merge(here, change.number)
  await here.runner.settled()
  await approve(here, await proposal(here))
  expect(await here.end()).toMatchInlineSnapshot()
})
