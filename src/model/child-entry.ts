import { entryOf } from '../project/entry.ts'

/** The program of the child process that runs models. */
export function childEntry(): string {
  return entryOf(import.meta.url, { source: 'child/main', bundle: 'predict' })
}
