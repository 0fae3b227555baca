import { expect, it } from 'vitest'
import { modelYaml } from '../scenarios/small.ts'
import { approve, comment, proposal, pushToMain, story } from './stage.ts'

it('the first model gets into production by a push and an approval that is not its author’s', async () => {
  const here = await story('new')
  await pushToMain(here, { files: { 'models/churn/model.yaml': modelYaml('good') } })
  await here.runner.settled()
  const first = await proposal(here)
  await comment(here, { by: 'ada', on: first.number, body: `/approve ${first.head.sha}` })
  await here.runner.settled()
  await approve(here, first)
  expect(await here.end()).toMatchInlineSnapshot()
})
