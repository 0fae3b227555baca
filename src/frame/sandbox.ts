import { resolve } from 'node:path'
import type { Command as Program } from 'commander'

/** The sandbox, which is a bundle of its own: nothing in `src` imports it, and no action waits for it to load. */
export interface SandboxProgram {
  /** Folder of Pawl itself. */
  pawl: string
  load(): Promise<{
    sandbox(
      words: readonly string[],
      place: { pawl: string; directory: string; json: boolean },
    ): Promise<number>
  }>
}

export const sandboxSummary =
  'Try this repository on a GitHub on this machine: push to it, watch its checks, comment, in a browser too.'

/** Hands all words after `sandbox` on. */
export function addSandbox(pawl: Program, { pawl: folder, load }: SandboxProgram): void {
  pawl
    .command('sandbox')
    .description(sandboxSummary)
    .argument('[words...]')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (words: string[], _, sub: Program) => {
      const { directory, json } = sub.optsWithGlobals<{ directory: string; json?: boolean }>()
      const { sandbox } = await load()
      const place = { pawl: folder, directory: resolve(directory), json: json === true }
      process.exitCode = await sandbox(words, place)
    })
}
