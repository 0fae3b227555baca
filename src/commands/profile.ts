import { writeFile } from 'node:fs/promises'
import { mergeProfiles } from '../data/merge-profiles.ts'
import { profileJson } from '../data/profile-size.ts'
import { command } from '../frame/command.ts'
import { path } from '../frame/inputs.ts'
import { resolveInside } from '../project/paths.ts'
import { renderProfileText } from '../report/text/profile.ts'
import { profileFiles } from './steps/profile-files.ts'

export const profile = command({
  name: 'profile',
  summary:
    'Profile the columns of files, or put saved profiles together, for later drift runs to read instead of the rows.',
  runs: ['cli'],
  permissions: {},
  inputs: {
    data: path('A Parquet or CSV file, a pattern such as sales/**/*.parquet, or saved profiles (*.json).'),
    with: path('More files or saved profiles, as a path or pattern.').optional(),
    out: path('Where to write the profile; drift takes it as its reference.').optional(),
  },
  positional: ['data'],
  outputs: {},

  async run({ root, style, log }, { data, with: more, out }) {
    const patterns = more === undefined ? [data] : [data, more]
    const found = await log.step(`profile ${data}`, () =>
      Promise.all(patterns.map((pattern) => profileFiles(root, pattern))),
    )
    const merged = mergeProfiles(found.map((each) => each.profile))
    if (out !== undefined) await writeFile(resolveInside(root, out), profileJson(merged))
    const files = found.flatMap((each) => each.files)
    return { outputs: {}, text: renderProfileText(merged, { files }, style), json: merged }
  },
})
