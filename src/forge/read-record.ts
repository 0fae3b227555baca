import type { z } from 'zod'
import { UserError } from '../project/problem.ts'
import type { StateBranch } from './state-branch.ts'

/** A record of the state branch held against its schema; undefined where there is none. */
export async function readRecord<T>(
  state: StateBranch,
  path: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const text = await state.read(path)
  if (text === undefined) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new UserError(
      {
        place: { file: path },
        message: 'is damaged on the branch pawl/state',
        hint: 'restore it from the history of that branch',
      },
      { cause },
    )
  }
}
