import type { Check } from '../../gates/check.ts'
import { Name } from '../../project/name.ts'
import { code, codeBlock, lines, type Markdown, md } from './escape.ts'

/** What a reader can do now. */
export function nextSteps(check: Check): Markdown {
  const steps = stepsOf(check)
  if (steps.length === 0) return md``
  return lines([md`**What next**`, md``, ...steps.map((step) => md`- ${step}`)])
}

function stepsOf(check: Check): Markdown[] {
  const model = Name.safeParse(check.model).success ? check.model : undefined
  const laptop = md`On a laptop: ${code(model ? `npx pawl check ${model}` : 'npx pawl check')}.`
  const policy = model ? code(`models/${model}/model.yaml`) : md`the model's ${code('model.yaml')}`
  switch (check.verdict) {
    case 'unchanged':
      return []
    case 'pass':
    case 'warn':
      return [
        md`After the merge, the model that is trained on the default branch is judged again and becomes a promotion pull request.`,
      ]
    case 'inconclusive':
      return [
        md`More held-out rows decide it: add data, or raise ${code('holdout')} in ${policy}.`,
        md`Or let a person decide: the promotion pull request can be approved with ${code('/approve <sha> because <reason>')}.`,
        laptop,
      ]
    case 'error':
      return [
        md`This is no verdict on the model: Pawl could not tell. The job's log says more; run the job again when the cause is gone.`,
        laptop,
      ]
    case 'fail':
      return check.stage === 'validation'
        ? [md`Mend the data, or the rule where the rule is wrong: ${dataFiles(check)}.`, laptop]
        : [
            laptop,
            md`Limits stand in ${policy} and are read from the base branch, so changing them here changes nothing here.`,
          ]
  }
}

function dataFiles(check: Check): Markdown {
  const names = check.validation
    .filter(({ verdict, dataset }) => verdict !== 'pass' && Name.safeParse(dataset).success)
    .slice(0, 5)
    .map(({ dataset }) => code(`data/${dataset}/dataset.yaml`))
  return names.length > 0
    ? md`${names.flatMap((name, at) => (at === 0 ? [name] : [', ', name]))}`
    : code('data/')
}

/** What training said when it failed, folded away under one line. */
export function trainingError(check: Check): Markdown {
  const error = check.training?.error
  if (error === undefined) return md``
  const what = check.training?.taken
    ? md`**The predictions could not be taken:**`
    : md`**Training failed.** The end of what it said:`
  return lines([what, md``, codeBlock(error, 3000)])
}
