import type { Person } from '../forge/forge.ts'
import { type Guarded, statusOf } from './client.ts'
import { toPerson } from './convert.ts'
import { type Remembered, remembered } from './remembered.ts'

/**
 * Whose token this is. GitHub names the one who wrote in its answer to a write, which is learned here; before the first
 * write it is asked. A workflow's token may not ask who it is: it acts as github-actions.
 */
export function identityOf({ client }: Guarded): Remembered<[], Person> {
  return remembered(async () => {
    try {
      return toPerson((await client.request('GET /user')).data)
    } catch (error) {
      if (statusOf(error) === 403) return { login: 'github-actions[bot]', type: 'Bot' }
      throw error
    }
  })
}
