import { CommanderError, Command as Program } from 'commander'
import { formatProblem, messageOf, UserError } from '../../src/project/problem.ts'
import { addDeeds } from './commands.ts'
import type { Place } from './place.ts'
import { serve } from './serve.ts'

/** Runs `pawl sandbox …`; gives the exit code. */
export async function sandbox(words: readonly string[], place: Place): Promise<number> {
  try {
    await sandboxProgram(place).parseAsync([...words], { from: 'user' })
    return 0
  } catch (error) {
    return codeOf(error, place)
  }
}

/** The commands after `pawl sandbox`. */
export function sandboxProgram(place: Place): Program {
  const program = new Program('pawl sandbox')
    .description(
      'A GitHub on this machine for the repository you are in: push to it, watch its checks, comment.',
    )
    .showHelpAfterError('(pawl sandbox --help says what there is)')
    .exitOverride()
  program
    .command('start', { isDefault: true })
    .description('Serve GitHub, a runner and pages for the commit that is checked out, until Ctrl+C.')
    .option('--port <number>', 'port of GitHub; a free one if it is taken', '4870')
    .option('--pages-port <number>', 'port of the pages', '4871')
    .option('--branch <name>', 'name of the default branch; main, or else the branch you are on')
    .option('--no-remote', 'leave the remotes of the repository alone')
    .option('--verbose', 'show every line of every job')
    .exitOverride()
    .action((options) => serve(options, place))
  addDeeds(program, place)
  return program
}

/** 2 for what the user can mend, 3 for a fault of Pawl's. */
function codeOf(error: unknown, { json }: Place): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const known = error instanceof UserError
  const problems = known ? error.problems.map(formatProblem) : [`Pawl failed: ${messageOf(error)}`]
  if (json) process.stdout.write(`${JSON.stringify({ error: problems }, null, 2)}\n`)
  else process.stderr.write(`${problems.join('\n')}\n`)
  if (!known && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return known ? 2 : 3
}
