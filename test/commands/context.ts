import { join } from 'node:path'
import type { Context } from '../../src/frame/context.ts'
import { silent } from '../../src/project/log.ts'

export const noon = new Date('2026-11-21T12:00:00Z')

/** What a command that asks no GitHub is given on a laptop. */
export function laptop(root: string): Context {
  return {
    root,
    work: join(root, '.pawl'),
    style: { color: false },
    log: silent,
    event: { name: 'cli', payload: {}, actor: null, sha: null, repository: null, runId: null, url: null },
    clock: () => noon,
    secrets: [],
    artifacts: null,
    forge: async () => {
      throw new Error('nothing here asks GitHub')
    },
    download: async () => {
      throw new Error('nothing here downloads')
    },
  }
}
