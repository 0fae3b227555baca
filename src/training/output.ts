import { StringDecoder } from 'node:string_decoder'
import { stripVTControlCharacters } from 'node:util'
import type { Log } from '../project/log.ts'

const longestLine = 2_000
const mostLines = 20_000
const mostCharacters = 5_000_000
const tailLines = 20

/** What user code prints, on its way to the log. */
export interface Output {
  /** A stream of its own: the lines of standard output and standard error do not mix. */
  stream(): { take(chunk: Buffer): void; end(): void }
  /** The last lines that were printed. */
  tail(): string
}

/**
 * Passes what user code prints to the log, line by line: secrets masked, nothing left that a runner or a terminal would
 * obey, long lines and endless output cut with a remark.
 */
export function outputTo(log: Log, secrets: readonly string[]): Output {
  const masks = secretLines(secrets)
  // A secret that begins inside the part of a line that is kept must be whole when it is looked for.
  const held = longestLine + Math.max(0, ...masks.map(({ length }) => length))
  let lines = 0
  let characters = 0
  let tail: string[] = []

  const say = (raw: string, length: number): void => {
    const safe = defuse(mask(raw, masks))
    const line = length > longestLine ? `${safe.slice(0, longestLine)} … (${length} characters)` : safe
    tail = [...tail.slice(1 - tailLines), line]
    const open = lines < mostLines && characters < mostCharacters
    lines++
    characters += line.length
    if (!open) return
    log.foreign(line)
    if (lines >= mostLines || characters >= mostCharacters)
      log.info(`training has printed ${lines} lines; further ones are not shown`)
  }

  return {
    stream() {
      const decoder = new StringDecoder('utf8')
      let rest = ''
      let length = 0
      const flush = (): void => {
        if (length > 0) say(rest, length)
        rest = ''
        length = 0
      }
      const read = (text: string): void => {
        // The runner ends a line at a carriage return too.
        const parts = text.split(/\r\n|\r|\n/)
        for (const [index, part] of parts.entries()) {
          if (index > 0) flush()
          rest += part.slice(0, Math.max(0, held - rest.length))
          length += part.length
        }
      }
      return {
        take: (chunk) => read(decoder.write(chunk)),
        end() {
          read(decoder.end())
          flush()
        },
      }
    },
    tail: () => tail.join('\n'),
  }
}

/** Output is masked line by line, so a secret of several lines is looked for line by line. Longest first. */
function secretLines(secrets: readonly string[]): string[] {
  const whole = secrets.flatMap((secret) => {
    const lines = secret.split(/\r\n|\r|\n/)
    return lines.length === 1 ? lines : lines.filter(({ length }) => length >= 4)
  })
  return [...new Set(whole)].filter((line) => line !== '').sort((a, b) => b.length - a.length)
}

function mask(text: string, masks: readonly string[]): string {
  return masks.reduce((masked, secret) => masked.replaceAll(secret, '***'), text)
}

/**
 * A line that no runner takes for a workflow command (`::set-output`, `##[group]`) and no terminal for an order.
 * Invisible characters go, because a comparison by culture skips them.
 */
export function defuse(line: string): string {
  return stripVTControlCharacters(line)
    .replace(/[^\P{C}\t]/gu, '')
    .replace(/^(\s*)::/, '$1: :')
    .replaceAll('##[', '## [')
}
