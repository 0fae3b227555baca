import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { withDatabase } from '../data/database.ts'
import { inspectFiles } from '../data/files.ts'
import { additionsOf } from '../data/suggest/additions.ts'
import { suggestRules } from '../data/suggest/suggest.ts'
import { command } from '../frame/command.ts'
import { count, flag, name } from '../frame/inputs.ts'
import { readDraft } from '../project/draft.ts'
import { resolveInside } from '../project/paths.ts'
import { UserError } from '../project/problem.ts'
import { workingFiles } from '../project/sources.ts'
import { addToYaml } from '../project/yaml-additions.ts'
import { lineDiff } from '../report/text/line-diff.ts'
import { renderSuggestionsText } from '../report/text/suggestions.ts'

export const suggest = command({
  name: 'suggest',
  summary: 'Suggest rules for a dataset from a sample of its rows, as a change of its dataset.yaml.',
  runs: ['cli'],
  permissions: {},
  inputs: {
    dataset: name('The dataset; its folder in data/ may hold nothing but files yet.'),
    write: flag('Write the rules to dataset.yaml instead of only showing the change.').default(false),
    sample: count('Most rows to make rules from and to try them on.').default(100_000),
  },
  positional: ['dataset'],
  outputs: {},

  async run({ root, clock, style, log }, { dataset, write, sample }) {
    if (sample < 10) throw new UserError('the input sample is not usable: expected at least 10 rows')
    const path = `data/${dataset}/dataset.yaml`
    const files = workingFiles(root)
    const before = await files.read(path)
    const paths = await files.list(`data/${dataset}`)
    const text = before ?? newDataset(dataset, paths)
    const draft = readDraft(text, path)
    const found = await log.step(`look at ${dataset}`, async () =>
      withDatabase(async (database) =>
        suggestRules(database, {
          draft,
          written: draft.yaml.value,
          files: await inspectFiles(root, draft, paths),
          now: clock(),
          sample,
        }),
      ),
    )
    const after = addToYaml(text, additionsOf(found, draft.config))
    // What is shown has to be a file that loads.
    readDraft(after, path)
    const diff = lineDiff(before ?? '', after, { path, isNew: before === undefined })
    if (write && after !== before) await writeFile(resolveInside(root, path), after)
    return {
      outputs: {},
      text: renderSuggestionsText(found, { diff, written: write }, style),
      json: { ...found, diff, written: write && after !== before },
    }
  },
})

/** A dataset of all files of the commonest kind in its folder. */
function newDataset(dataset: string, paths: readonly string[]): string {
  const endings = paths
    .map((path) => extname(path).toLowerCase())
    .filter((end) => end === '.csv' || end === '.parquet')
  if (endings.length === 0)
    throw new UserError({
      place: { file: `data/${dataset}` },
      message: 'holds neither dataset.yaml nor a file of rows',
      hint: 'put .csv or .parquet files there first',
    })
  const parquet = endings.filter((end) => end === '.parquet').length
  return `dataset: ${dataset}\nfiles: '**/*${parquet * 2 > endings.length ? '.parquet' : '.csv'}'\n`
}
