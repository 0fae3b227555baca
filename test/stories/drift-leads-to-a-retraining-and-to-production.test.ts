import { expect, it } from 'vitest'
import { csvOf, customersOf } from '../scenarios/small.ts'
import { approve, proposal, pushToMain, story } from './stage.ts'

it('drift leads to an issue, a retraining and production, and the issue is closed then', async () => {
  const here = await story()
  const watch = () => here.runner.schedule({ repository: here.repository, workflow: 'pawl-drift' })
  const february = customersOf({ seed: 8, shift: 2, from: 1000 }).map((one) => ({ ...one, a: one.a - 2 }))
  await pushToMain(here, {
    files: { 'data/customers/february.csv': csvOf(february) },
    message: 'Add the customers of February [skip ci]',
  })
  watch()
  expect(await here.end()).toMatchInlineSnapshot()
  await approve(here, await proposal(here))
  await here.runner.settled()
  watch()
  expect(await here.end()).toMatchInlineSnapshot()
})
