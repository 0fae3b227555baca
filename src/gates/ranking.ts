import { z } from 'zod'
import { Version } from '../project/name.ts'
import { Figure } from './gate-result.ts'
import { figureText } from './words.ts'

/** All versions that were asked which is the best, on the rows of this report. */
export const Ranking = z.strictObject({
  metric: z.string(),
  better: z.enum(['higher', 'lower']),
  /** Best first, then those that could not be ranked. */
  versions: z.array(
    z.union([
      z.strictObject({ version: Version, value: Figure }),
      z.strictObject({ version: Version, unscored: z.string() }),
    ]),
  ),
})
export type Ranking = z.infer<typeof Ranking>

/** Why there is nothing to compare with, although there are versions. */
export function noneScored({ versions }: Ranking): string {
  const told = versions
    .slice(0, 3)
    .flatMap((one) => ('unscored' in one ? [`${one.version}: ${one.unscored}`] : []))
  const more = versions.length > 3 ? `; and ${versions.length - 3} more` : ''
  return `none of the ${versions.length} versions could be scored (${told.join('; ')}${more})`
}

/** Which version is the best, and by how much: a reader has to know what a comparison is with. */
export function rankingNotes({ metric, versions }: Ranking): string[] {
  const known = versions.flatMap((one) => ('value' in one ? [one] : []))
  const [first, ...others] = known
  if (!first) return []
  const values = known.map(({ value }) => value)
  const told = [first, ...others.slice(0, 2)].map(
    ({ version, value }) => `${version} (${figureText(value, ...values)})`,
  )
  const more = others.length > 2 ? ` and ${others.length - 2} more` : ''
  return [`By ${metric} on these rows the best version is ${told.join(', before ')}${more}.`]
}
