import { expect, it } from 'vitest'
import { csvOf, customersOf } from '../scenarios/small.ts'
import { propose, story } from './stage.ts'

it('bad data is stopped before anything is trained', async () => {
  const here = await story()
  const customers = customersOf().map((one, at) => (at % 3 === 0 ? { ...one, a: 999_999_999 } : one))
  await propose(here, {
    branch: 'export',
    by: 'grace',
    files: { 'data/customers/customers.csv': csvOf(customers) },
  })
  expect(await here.end()).toMatchInlineSnapshot()
  const check = here.runner.runs.find(({ workflowName }) => workflowName === 'pawl-check')?.jobs.at(-1)
  expect(check && (await here.runner.log(check))).not.toContain('train churn')
})
