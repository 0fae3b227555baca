import { expect, it } from 'vitest'
import { modelYaml } from '../scenarios/small.ts'
import { propose, pushMore, story } from './stage.ts'

it('a worse model fails and says by how much, and a better push turns the same comment green', async () => {
  const here = await story()
  const files = (variant: string) => ({ 'models/churn/model.yaml': modelYaml(variant) })
  await propose(here, { branch: 'faster', files: files('bad') })
  expect(await here.end()).toMatchInlineSnapshot()
  await pushMore(here, { branch: 'faster', files: files('good') })
  expect(await here.end()).toMatchInlineSnapshot()
})
