import { referenceProblems } from './check-rules.ts'
import { datasetProblems } from './dataset-rules.ts'
import type { Loaded, LoadedProject } from './loaded.ts'
import { modelProblems } from './model-rules.ts'
import type { Problem } from './problem.ts'
import type { Settings } from './schema/settings.ts'
import { stageProblems } from './stage-rules.ts'
import { waiverProblems } from './waiver-rules.ts'

/** What is wrong between the parts of one config file, or between several. */
export function crossProblems({ settings, datasets, models }: LoadedProject): Problem[] {
  return [
    ...settingsProblems(settings),
    ...[...datasets.values()].flatMap(datasetProblems),
    ...[...datasets.values()].flatMap((dataset) => referenceProblems(dataset, datasets)),
    ...[...models.values()].flatMap((model) => modelProblems(model, datasets)),
    ...[...models.values()].flatMap((model) =>
      waiverProblems(model, settings.config, datasets.get(model.config.data.dataset)?.config),
    ),
    ...[...models.values()].flatMap((model) => stageProblems(model, settings.config)),
  ]
}

function settingsProblems({ config, yaml }: Loaded<Settings>): Problem[] {
  const problems: Problem[] = []
  const { stages, approvals } = config
  stages.forEach((stage, index) => {
    if (stages.indexOf(stage) < index)
      problems.push({ place: yaml.placeOf(['stages', index]), message: `${stage} is listed twice` })
    if (stage === 'archived')
      problems.push({
        place: yaml.placeOf(['stages', index]),
        message: 'archived is where versions go by themselves',
        hint: 'leave it out',
      })
  })
  if (stages.at(-1) !== 'production')
    problems.push({
      place: yaml.placeOf(['stages']),
      message: 'the last stage has to be production',
      hint: 'write stages: [staging, production]',
    })

  const logins = approvals.from.map((login) => login.toLowerCase())
  logins.forEach((login, index) => {
    if (logins.indexOf(login) < index)
      problems.push({
        place: yaml.placeOf(['approvals', 'from', index]),
        message: `${approvals.from[index]} is listed twice`,
      })
  })
  const isTeamListed = logins.some((login) => login.includes('/'))
  const people = new Set(logins).size
  if (!isTeamListed && people < approvals.required)
    problems.push({
      place: yaml.placeOf(['approvals', 'required']),
      message: `${approvals.required} approvals are required and from lists ${people}`,
      hint: 'lower required, or list more people or a team',
    })
  return problems
}
