import type { Check } from '../gates/check.ts'
import { Name } from '../project/name.ts'

/** Words of a sentence, or what a reader types or opens, which is set as code. */
export type Words = readonly (string | { readonly code: string })[]

/** What a reader can do now. Code holds nothing from outside but names that are valid ones. */
export function nextSteps(check: Check): Words[] {
  const model = Name.safeParse(check.model).success ? check.model : undefined
  const laptop: Words = ['On a laptop: ', { code: model ? `npx pawl check ${model}` : 'npx pawl check' }, '.']
  const policy: Words = model
    ? [{ code: `models/${model}/model.yaml` }]
    : ["the model's ", { code: 'model.yaml' }]
  switch (check.verdict) {
    case 'unchanged':
      return []
    case 'pass':
    case 'warn':
      return [
        [
          'After the merge, the model that is trained on the default branch is judged again and becomes a promotion pull request.',
        ],
      ]
    case 'inconclusive':
      return [
        ['More held-out rows decide it: add data, or raise ', { code: 'holdout' }, ' in ', ...policy, '.'],
        [
          'Or let a person decide: the promotion pull request can be approved with ',
          { code: '/approve <sha> because <reason>' },
          '.',
        ],
        laptop,
      ]
    case 'error':
      return [
        [
          "This is no verdict on the model: Pawl could not tell. The job's log says more; run the job again when the cause is gone.",
        ],
        laptop,
      ]
    case 'fail':
      return check.stage === 'validation'
        ? [['Mend the data, or the rule where the rule is wrong: ', ...dataFiles(check), '.'], laptop]
        : [
            laptop,
            [
              'Limits stand in ',
              ...policy,
              ' and are read from the base branch, so changing them here changes nothing here.',
            ],
          ]
  }
}

function dataFiles(check: Check): Words {
  const names = check.validation
    .filter(({ verdict, dataset }) => verdict !== 'pass' && Name.safeParse(dataset).success)
    .slice(0, 5)
    .map(({ dataset }) => ({ code: `data/${dataset}/dataset.yaml` }))
  return names.length > 0
    ? names.flatMap((name, at) => (at === 0 ? [name] : [', ', name]))
    : [{ code: 'data/' }]
}
