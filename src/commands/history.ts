import { command } from '../frame/command.ts'
import { day, name } from '../frame/inputs.ts'
import { parseSettings } from '../project/load.ts'
import { UserError } from '../project/problem.ts'
import { workingCopy } from '../registry/files.ts'
import { effectiveTimes, historyRows, historyTable } from '../registry/history.ts'
import { currentVersion, versionAt } from '../registry/lookup.ts'
import { type RegistryVerification, verifyRegistry } from '../registry/verify-registry.ts'

export const history = command({
  name: 'history',
  summary: 'Tell what was in production when, on whose word and on which evidence.',
  runs: ['cli'],
  permissions: {},
  inputs: {
    model: name('The model; all models if empty.').optional(),
    at: day('Only what had happened by then, such as 2026-03-01.').optional(),
  },
  positional: ['model'],
  outputs: {},

  async run({ root }, { model, at }) {
    const verification = await verifyRegistry({
      files: workingCopy(root),
      git: { folder: root },
      parseSettings,
      ...(model === undefined ? {} : { models: [model] }),
    })
    if (model !== undefined) {
      const { text, ...told } = storyOf(model, verification, at)
      return { outputs: {}, text, json: { schema: 'pawl/history@1', ...told } }
    }
    const stories = [...verification.stages.keys()].sort().map((each) => storyOf(each, verification, at))
    return {
      outputs: {},
      text: stories.map((story) => `${story.model}\n${story.text}`).join('\n') || 'nothing was promoted yet',
      json: { schema: 'pawl/histories@1', models: stories.map(({ text: _, ...told }) => told) },
    }
  },
})

/** What happened to a model by the end of a day, or until now. Throws a UserError for a model that has no stages. */
function storyOf(
  model: string,
  { stages: all, merged: allMerged, findings }: RegistryVerification,
  at?: string,
) {
  const stages = all.get(model)
  if (!stages)
    throw new UserError({
      message: `${model} has no history: nothing of it was promoted yet`,
      place: { file: `registry/${model}/stages.json` },
    })
  const merged = allMerged.get(model) ?? []
  const until = at === undefined ? undefined : at.length === 10 ? `${at}T23:59:59.999Z` : at
  const rows = historyRows(stages, { merged, ...(until === undefined ? {} : { until }) })
  const production =
    until === undefined
      ? currentVersion(stages, 'production')
      : versionAt(stages, { stage: 'production', time: until, effective: effectiveTimes(merged) })
  const errors = findings.filter((finding) => finding.level === 'error' && (finding.model ?? model) === model)
  const doubt =
    errors.length > 0
      ? `\n${errors.length === 1 ? '1 thing is not as it was' : `${errors.length} things are not as they were`} approved: run pawl verify ${model}\n`
      : ''
  const text = `${historyTable(rows)}\nin production${at ? ` on ${at}` : ''}: ${production ?? 'nothing'}\n${doubt}`
  return { model, production: production ?? null, rows, text }
}
