import type { Forge } from '../forge/forge.ts'
import { download } from '../github/download.ts'
import type { Context } from './context.ts'

/**
 * How a command fetches what lies outside the repository: by GitHub's API where there is a token for it, since a private
 * repository's addresses answer nobody else, and as a public address otherwise.
 */
export function downloads(forge: (() => Promise<Forge>) | null): Context['download'] {
  const server = process.env.GITHUB_SERVER_URL
  return async (file) => (forge && (await (await forge()).asset(file))) ?? download(file, { server })
}
