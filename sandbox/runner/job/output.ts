import type { Annotation } from '../../github/state/things.ts'
import { type Command, parseCommand } from './commands.ts'

/** Where the lines and commands of a step go. */
export interface OutputSinks {
  log(line: string): void
  mask(value: string): void
  annotate(annotation: Annotation): void
  setOutput(name: string, value: string): void
  saveState(name: string, value: string): void
  debug: boolean
}

/** GitHub shows so many annotations of each level of a step. */
const most = 10

/** Takes a step's output line by line and carries out the commands in it. */
export function openOutput(sinks: OutputSinks): (line: string) => void {
  let resumeAt: string | undefined
  let echo = false
  const counts = new Map<Annotation['level'], number>()

  function annotate(level: Annotation['level'], { properties, data }: Command): void {
    const word = level === 'failure' ? 'error' : level
    sinks.log(`##[${word}]${data}`)
    const count = (counts.get(level) ?? 0) + 1
    counts.set(level, count)
    if (count > most) return
    const number = (name: string) => Number.parseInt(properties.get(name) ?? '', 10) || null
    const line = number('line') ?? 1
    sinks.annotate({
      level,
      path: properties.get('file') ?? '.github',
      startLine: line,
      endLine: number('endLine') ?? line,
      startColumn: number('col'),
      endColumn: number('endColumn') ?? number('col'),
      title: properties.get('title') ?? null,
      message: data,
    })
  }

  const deeds = new Map<string, (command: Command) => void>([
    ['error', (command) => annotate('failure', command)],
    ['warning', (command) => annotate('warning', command)],
    ['notice', (command) => annotate('notice', command)],
    ['group', ({ data }) => sinks.log(`##[group]${data}`)],
    ['endgroup', () => sinks.log('##[endgroup]')],
    ['set-output', ({ properties, data }) => sinks.setOutput(properties.get('name') ?? '', data)],
    ['save-state', ({ properties, data }) => sinks.saveState(properties.get('name') ?? '', data)],
    ['stop-commands', ({ data }) => stop(data)],
    ['set-env', () => sinks.log(disabled('set-env', 'GITHUB_ENV'))],
    ['add-path', () => sinks.log(disabled('add-path', 'GITHUB_PATH'))],
    // Problem matchers mark lines in GitHub's pages only.
    ['add-matcher', () => {}],
    ['remove-matcher', () => {}],
    [
      'add-mask',
      ({ data }) => {
        sinks.mask(data)
        sinks.log('::add-mask::***')
      },
    ],
    [
      'debug',
      ({ data }) => {
        if (sinks.debug) sinks.log(`##[debug]${data}`)
      },
    ],
    [
      'echo',
      ({ data }) => {
        echo = data.toLowerCase() === 'on'
      },
    ],
  ])

  function stop(token: string): void {
    if (token === '' || token.toLowerCase() === 'pause-logging' || deeds.has(token.toLowerCase())) {
      sinks.log(`##[error]Invalid token for stop-commands: ${token}`)
    } else resumeAt = token
  }

  return (line) => {
    if (resumeAt !== undefined) {
      if (line.trim() === `::${resumeAt}::`) resumeAt = undefined
      else sinks.log(line)
      return
    }
    const command = parseCommand(line)
    const deed = command && deeds.get(command.name)
    if (!command || !deed) return sinks.log(line)
    if (echo && !silent.has(command.name)) sinks.log(line)
    deed(command)
  }
}

/** Commands that say what they do anyway. */
const silent = new Set(['add-mask', 'debug', 'group', 'endgroup', 'error', 'warning', 'notice'])

const disabled = (name: string, file: string): string =>
  `##[error]The '${name}' command is disabled. Write to the file of ${file} instead.`
