import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { UserError } from '../project/problem.ts'

const mostBytes = 2 ** 20

/** How much each feature counts, by training's own measure; largest first. */
export type Importance = readonly { feature: string; value: number }[]

const Entries = z.array(z.tuple([z.string(), z.number()]))

/** Reads importance.json, `{"tenure": 0.4, "contract": 0.1}`. Throws a UserError for anything else. */
export async function readImportance(path: string): Promise<Importance> {
  const { size } = await stat(path)
  const entries = size > mostBytes ? undefined : parsed(await readFile(path, 'utf8'))
  if (!entries)
    throw new UserError({
      place: { file: 'importance.json' },
      message: 'does not give a number for each feature',
      hint: 'write {"tenure": 0.4, "contract": 0.1}',
    })
  return entries
    .map(([feature, value]) => ({ feature, value }))
    .sort((a, b) => b.value - a.value || (a.feature < b.feature ? -1 : 1))
}

/** Entries and not properties: a feature may be called `__proto__`. */
function parsed(text: string): z.infer<typeof Entries> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return Entries.parse(Object.entries(value))
  } catch {
    return undefined
  }
}
