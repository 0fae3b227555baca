import { expect, it } from 'vitest'
import { call } from '../../sandbox/demo/world.ts'
import { modelYaml } from '../scenarios/small.ts'
import { propose, story } from './stage.ts'

it('a draft is checked like any other change, and nothing merges it', async () => {
  const here = await story()
  const files = { 'models/churn/model.yaml': modelYaml('good') }
  const { number } = await propose(here, { branch: 'sketch', files, draft: true })
  await here.runner.settled()
  await expect(call(here, here.people.grace, `PUT /pulls/${number}/merge`)).rejects.toThrow(/405.*draft/)
  expect(await here.end()).toMatchInlineSnapshot()
})
