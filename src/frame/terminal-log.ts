import { stripVTControlCharacters } from 'node:util'
import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from 'listr2'
import type { Log } from '../project/log.ts'
import { formatProblem, type Place } from '../project/problem.ts'

/** A step that runs: its title, and how much of it is done where it says so. */
interface Open {
  title: string
  share?: number
}

/**
 * Progress for a person: on a terminal one line with a spinner, the titles of the steps that run and a bar where a step
 * counts what it does; plain lines elsewhere. All of it goes to standard error.
 */
export function terminalLog(stream: NodeJS.WriteStream = process.stderr): Log {
  const say = (line: string): void => void stream.write(`${line}\n`)
  const open: Open[] = []
  let show = (_line: string): void => {}

  return {
    info: say,
    foreign: (line) => say(`  | ${printable(line)}`),
    warn: (message: string, place?: Place) =>
      say(`warning: ${formatProblem(place ? { place, message } : { message })}`),
    async step(title, work) {
      if (!stream.isTTY) {
        say(`${title} …`)
        return timed(title, () => work(() => {}), say)
      }
      const step: Open = { title }
      const running = () => {
        open.push(step)
        show(lineOf(open))
        return work((done, all) => {
          step.share = all > 0 ? Math.min(1, Math.max(0, done / all)) : 1
          show(lineOf(open))
        }).finally(() => {
          open.splice(open.indexOf(step), 1)
          show(lineOf(open))
        })
      }
      // Two spinners would write over each other: a step within a step goes into the line of the outer one.
      if (open.length > 0) return timed(title, running, say)
      return spinning(title, running, {
        stream,
        hand: (setter) => {
          show = setter
        },
      })
    },
  }
}

/** Standard error may be a terminal where standard output is a file; listr2 itself looks at the latter only. */
class OnTerminal extends DefaultRenderer {
  static override nonTTY = true
}

async function spinning<T>(
  title: string,
  work: () => Promise<T>,
  { stream, hand }: { stream: NodeJS.WriteStream; hand: (show: (line: string) => void) => void },
): Promise<T> {
  const results: T[] = []
  const logger = new ListrLogger({
    useIcons: true,
    processOutput: new ProcessOutput(stream, process.stdout, { leaveEmptyLine: false }),
  })
  await new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          hand((line) => {
            task.title = line === '' ? title : line
          })
          results.push(await work())
        },
      },
    ],
    { concurrent: false, renderer: OnTerminal, rendererOptions: { showErrorMessage: false, logger } },
  ).run()
  return results[0] as T
}

const longestBar = 24

/** `check churn › score candidate on 50000 rows ████████░░░░░░░░ 50 %` */
function lineOf(open: readonly Open[]): string {
  const titles = open.map(({ title }) => title).join(' › ')
  const share = open.at(-1)?.share
  if (share === undefined) return titles
  const full = Math.floor(share * longestBar)
  return `${titles} ${'█'.repeat(full)}${'░'.repeat(longestBar - full)} ${Math.floor(share * 100)} %`
}

/** Says how long some work took when it is done. */
async function timed<T>(title: string, work: () => Promise<T>, say: (line: string) => void): Promise<T> {
  const begun = performance.now()
  const result = await work()
  say(`${title}: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  return result
}

/** User code may not move the cursor or clear the screen of the person who runs it. */
function printable(line: string): string {
  return stripVTControlCharacters(line).replaceAll('\r', '').replaceAll('\b', '')
}
