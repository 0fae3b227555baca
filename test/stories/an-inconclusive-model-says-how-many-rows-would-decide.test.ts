import { expect, it } from 'vitest'
import { modelYaml, onnxOf } from '../scenarios/small.ts'
import { propose, story } from './stage.ts'

it('an inconclusive model says how many rows would decide', async () => {
  const here = await story()
  const files = { 'models/churn/model.yaml': modelYaml('near'), 'models/churn/near.onnx': onnxOf('near') }
  await propose(here, { branch: 'near', files })
  expect(await here.end()).toMatchInlineSnapshot()
})
