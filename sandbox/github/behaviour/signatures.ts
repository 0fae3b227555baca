import type { Signature } from '../git/objects.ts'
import { account, type World } from '../state/world.ts'

/** What GitHub puts under a commit that it makes for somebody. */
export function signatureOf(world: World, login: string, date: string): Signature {
  return { name: login, email: account(world, login).email, date }
}

/** Who commits when a button is pressed. */
export const github = (date: string): Signature => ({ name: 'GitHub', email: 'noreply@github.com', date })
