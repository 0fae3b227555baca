import { describe, expect, it } from 'vitest'
import { churn, load, refusal } from './memory-files.ts'

const model = 'models/churn/model.yaml'

/** The example with these features and one gate, on line 11. */
function withGate(features: string, gate: string, dataset = churn['data/customers/dataset.yaml'] ?? '') {
  return {
    ...churn,
    'data/customers/dataset.yaml': dataset,
    [model]: (churn[model] ?? '')
      .replace('[tenure, contract, monthly_charges]', `[${features}]`)
      .replace(/gates:[\s\S]*$/, `gates:\n  ${gate}: { min: 0.1 }\n`),
  }
}

describe('a gate on rows that are disturbed in a way for which no feature is of the right type is an error:', () => {
  it.each([
    ['noise without a number', 'contract', 'robustness.noise_agreement', 'no feature is a number'],
    ['noise with truths alone', 'churned_before', 'robustness.noise_agreement', 'no feature is a number'],
    ['boundary values without a number', 'contract', 'robustness.boundary_drop', 'no feature is a number'],
    [
      'another category where all features are numbers',
      'tenure, monthly_charges',
      'robustness.swap_agreement',
      'no feature is of type string or boolean',
    ],
  ])('%s', async (_what, features, gate, why) => {
    const dataset = (churn['data/customers/dataset.yaml'] ?? '').replace(
      'checks:',
      '  churned_before: { type: boolean }\nchecks:',
    )
    expect(await refusal(withGate(features, gate, dataset))).toContain(
      `${model}:11:3: there is nothing that ${gate} is about: ${why} (take it out)`,
    )
  })

  it.each([
    ['noise with one number among texts', 'contract, tenure', 'robustness.noise_drop'],
    ['another category with one text among numbers', 'contract, tenure', 'robustness.swap_drop'],
    ['missing values, which any feature can have', 'tenure', 'robustness.missing_agreement'],
  ])('and is none with a feature for it: %s', async (_what, features, gate) => {
    await expect(load(withGate(features, gate))).resolves.toBeDefined()
  })

  it('and is not told beside a feature that does not exist, whose type nobody knows', async () => {
    const said = await refusal(withGate('tenur', 'robustness.swap_agreement'))
    expect(said).toHaveLength(1)
    expect(said[0]).toContain('tenur')
  })
})
