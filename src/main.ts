import { CommanderError } from 'commander'
import { commands } from './commands/index.ts'
import { runAction } from './frame/action.ts'
import { program } from './frame/cli.ts'
import type { SandboxProgram } from './frame/sandbox.ts'
import { version } from './version.ts'

/** Runs one action; the stubs of `dist/` call this. */
export async function action(name: string): Promise<void> {
  const command = commands.find((candidate) => candidate.name === name)
  if (!command) throw new Error(`there is no action ${name}`)
  await runAction(command)
}

/** Runs the program `pawl`. Whoever starts it says where the sandbox is, which is loaded by nothing else. */
export async function cli(argv: readonly string[], sandbox: SandboxProgram): Promise<void> {
  try {
    await program(commands, { version, sandbox }).parseAsync([...argv])
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // --help and --version end with 0; a misspelled command or flag is the user's to mend.
    process.exitCode = error.exitCode === 0 ? 0 : 2
  }
}
