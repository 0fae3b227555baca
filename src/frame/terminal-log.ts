import { stripVTControlCharacters } from 'node:util'
import { Listr } from 'listr2'
import type { Log } from '../project/log.ts'
import { formatProblem, type Place } from '../project/problem.ts'

/** Progress for a person: a spinner on a terminal, plain lines elsewhere. All of it goes to standard error. */
export function terminalLog(stream: NodeJS.WriteStream = process.stderr): Log {
  const say = (line: string): void => void stream.write(`${line}\n`)
  let depth = 0

  return {
    info: say,
    foreign: (line) => say(`  | ${printable(line)}`),
    warn: (message: string, place?: Place) =>
      say(`warning: ${formatProblem(place ? { place, message } : { message })}`),
    async step(title, work) {
      // Steps within steps are lines: two spinners would write over each other.
      if (!stream.isTTY || depth > 0) return timed(title, work, say)
      depth++
      try {
        return await spinning(title, work)
      } finally {
        depth--
      }
    },
  }
}

async function spinning<T>(title: string, work: () => Promise<T>): Promise<T> {
  const results: T[] = []
  await new Listr([{ title, task: async () => void results.push(await work()) }], {
    concurrent: false,
    rendererOptions: { showErrorMessage: false },
  }).run()
  return results[0] as T
}

async function timed<T>(title: string, work: () => Promise<T>, say: (line: string) => void): Promise<T> {
  const begun = performance.now()
  say(`${title} …`)
  const result = await work()
  say(`${title}: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  return result
}

/** User code may not move the cursor or clear the screen of the person who runs it. */
function printable(line: string): string {
  return stripVTControlCharacters(line).replaceAll('\r', '').replaceAll('\b', '')
}
