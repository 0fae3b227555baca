import type { Person } from '../forge/forge.ts'
import type { Guarded } from './client.ts'
import { toPerson } from './convert.ts'
import type { Remembered } from './remembered.ts'

/** What GitHub says of everything that somebody wrote. */
interface Written {
  id: number | bigint
  user: { login: string; type: string } | null
  created_at: string
}

/**
 * Finds what a write left whose answer was lost: ours, saying what was to be said, not written before the write began by
 * GitHub's own clock, and not what another write of ours is known to have made. GitHub tells times in whole seconds.
 */
export function traceOf({ serverNow }: Pick<Guarded, 'serverNow'>, me: Remembered<[], Person>) {
  const known = new Set<string>()
  return <Says>(says: (item: Says) => boolean) => {
    const began = performance.now()
    return {
      /** The trace of the write among some items. */
      async in<Item extends Written & Says>(items: readonly Item[]): Promise<Item | undefined> {
        const since = serverNow() - (performance.now() - began) - 1000
        const { login } = await me()
        return items.findLast(
          (item) =>
            !known.has(String(item.id)) &&
            item.user?.login === login &&
            Date.parse(item.created_at) >= since &&
            says(item),
        )
      },
      /** Takes what came of the write. */
      made({ id, user }: Written): void {
        known.add(String(id))
        if (user) me.learn(toPerson(user))
      },
    }
  }
}

/** Whether a text is the one that was sent: GitHub may have changed its line ends. */
export function sameText(there: string | null | undefined, sent: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd()
  return plain(there ?? '') === plain(sent)
}
