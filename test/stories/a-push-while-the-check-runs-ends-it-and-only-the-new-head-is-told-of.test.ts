import { expect, it } from 'vitest'
import { modelYaml } from '../scenarios/small.ts'
import { propose, pushMore, story } from './stage.ts'

it('a push while the check runs ends it, and only the new head is told of', async () => {
  const here = await story()
  const training = here.line(/^pawl-check .*##\[group\]train churn/)
  await propose(here, { branch: 'twice', files: { 'models/churn/model.yaml': modelYaml('bad') } })
  await training
  await pushMore(here, { branch: 'twice', files: { 'models/churn/model.yaml': modelYaml('good') } })
  expect(await here.end()).toMatchInlineSnapshot()
})
