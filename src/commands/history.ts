import { command } from '../frame/command.ts'
import { day, name } from '../frame/inputs.ts'
import { parseSettings } from '../project/load.ts'
import { UserError } from '../project/problem.ts'
import { workingCopy } from '../registry/files.ts'
import { effectiveTimes, historyRows, historyTable } from '../registry/history.ts'
import { currentVersion, versionAt } from '../registry/lookup.ts'
import { verifyRegistry } from '../registry/verify-registry.ts'

export const history = command({
  name: 'history',
  summary: 'Tell what was in production when, on whose word and on which evidence.',
  runs: ['cli'],
  permissions: {},
  inputs: {
    model: name('The model.'),
    at: day('Only what had happened by then, such as 2026-03-01.').optional(),
  },
  positional: ['model'],
  outputs: {},

  async run({ root }, { model, at }) {
    const verification = await verifyRegistry({
      files: workingCopy(root),
      git: { folder: root },
      parseSettings,
      models: [model],
    })
    const stages = verification.stages.get(model)
    if (!stages)
      throw new UserError({
        message: `${model} has no history: nothing of it was promoted yet`,
        place: { file: `registry/${model}/stages.json` },
      })

    const merged = verification.merged.get(model) ?? []
    const until = at === undefined ? undefined : at.length === 10 ? `${at}T23:59:59.999Z` : at
    const rows = historyRows(stages, { merged, ...(until === undefined ? {} : { until }) })
    const production =
      until === undefined
        ? currentVersion(stages, 'production')
        : versionAt(stages, { stage: 'production', time: until, effective: effectiveTimes(merged) })
    const errors = verification.findings.filter(({ level }) => level === 'error')
    const doubt =
      errors.length > 0
        ? `\n${errors.length === 1 ? '1 thing is not as it was' : `${errors.length} things are not as they were`} approved: run pawl verify ${model}\n`
        : ''
    return {
      outputs: {},
      text: `${historyTable(rows)}\nin production${at ? ` on ${at}` : ''}: ${production ?? 'nothing'}\n${doubt}`,
      json: { schema: 'pawl/history@1', model, production: production ?? null, rows },
    }
  },
})
