import { describe, expect, it } from 'vitest'
import { subjectOf } from '../../src/commands/steps/subject.ts'
import { changed, load } from './memory-files.ts'

const features = 'features: [tenure, contract, monthly_charges]'

async function notesWith(from: string, to: string, key = 'key: [customer_id]') {
  const project = await load({
    ...changed('models/churn/model.yaml', from, to),
    'data/customers/dataset.yaml': changed('data/customers/dataset.yaml', 'key: [customer_id]', key)[
      'data/customers/dataset.yaml'
    ],
  })
  const sha = '0'.repeat(40)
  return subjectOf({ root: '/', head: sha, base: sha, project, before: project }, 'churn').notes
}

describe('a key among the features', () => {
  it('is told of with its place, and how to mend it', async () => {
    expect(await notesWith(features, 'features: [tenure, customer_id]')).toEqual([
      'models/churn/model.yaml:7:22: customer_id is a feature and the key of customers: it names a row, so what a model learns of it says nothing of new rows (take it out of data.features)',
    ])
  })
  it('of several columns is told of where all of them are features', async () => {
    const key = 'key: [customer_id, tenure]'
    expect(await notesWith(features, 'features: [tenure, contract]', key)).toEqual([])
    expect((await notesWith(features, 'features: [tenure, customer_id]', key)).join()).toContain(
      'the features customer_id and tenure are the key of customers',
    )
  })
  it('is not spoken of where it is none, or where there is no key', async () => {
    expect(await notesWith(features, features)).toEqual([])
    expect(await notesWith(features, 'features: [tenure, customer_id]', 'key: []')).toEqual([])
  })
})
