import { commandNames, parseLine, type Spoken, startsLikeCommand } from './slash-command.ts'

/** What a comment says to Pawl. Quotes, code and HTML comments do not speak; two commands in one comment are an error. */
export function readComment(body: string): Spoken {
  const lines = speakingLines(body)
  const commands = lines.filter(startsLikeCommand)
  const [line, ...more] = commands
  if (line === undefined) return slipIn(lines)
  if (more.length > 0)
    return {
      kind: 'error',
      line: line.trimEnd(),
      problem: `The comment holds ${commands.length} commands; write one command in one comment.`,
      usage: '/help',
    }
  return parseLine(line)
}

/**
 * Lines of a comment that are its author's own words: not in a code fence, a `<pre>` or an HTML comment, and not quoted,
 * be it by a line of its own or because a quote goes on until the next empty line. A command has to stand at the very
 * start of its line. Where it is unclear whether something ends, it does not: what follows stays silent.
 */
export function speakingLines(body: string): string[] {
  const speaking: string[] = []
  let until: ((line: string) => boolean) | undefined
  for (const line of body.split(/\r\n|\r|\n/)) {
    if (until === undefined) {
      until = silenceAfter(line)
      if (until === undefined) speaking.push(line)
    } else if (until(line)) {
      until = undefined
    }
  }
  return speaking
}

/** For a line that begins a silence, what ends it; that line is silent too. */
function silenceAfter(line: string): ((line: string) => boolean) | undefined {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
  if (fence !== undefined) return (next) => closesFence(next, fence)
  if (/^ {0,3}>/.test(line)) return (next) => next.trim() === ''
  if (line.includes('<!--')) return endsWith(line, '<!--', '-->')
  if (/<pre\b/i.test(line)) return endsWith(line.toLowerCase(), '<pre', '</pre>')
  return undefined
}

function endsWith(line: string, open: string, close: string): ((line: string) => boolean) | undefined {
  if (line.lastIndexOf(close) > line.lastIndexOf(open)) return undefined
  return (next) => next.toLowerCase().includes(close)
}

function closesFence(line: string, fence: string): boolean {
  const end = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1]
  return end?.startsWith(fence) === true
}

/** A first word that is one slip away from a command is answered, so that nobody waits for an approval that was never read. */
function slipIn(lines: readonly string[]): Spoken {
  for (const line of lines) {
    const word = /^\/([a-z]{4,12})(?=\s|$)/i.exec(line)?.[1]?.toLowerCase()
    const meant = commandNames.find(
      (name) => word !== undefined && name.length > 4 && isOneSlipAway(word, name),
    )
    if (meant === undefined) continue
    const problem = `There is no /${word}; did you mean /${meant}?`
    return { kind: 'error', line: line.trimEnd(), problem, usage: '/help' }
  }
  return { kind: 'chatter' }
}

/** One letter too many, too few, changed, or two neighbours swapped. */
function isOneSlipAway(word: string, name: string): boolean {
  let start = 0
  while (start < name.length && word[start] === name[start]) start++
  const [w, n] = [word.slice(start), name.slice(start)]
  if (w.slice(1) === n || w === n.slice(1) || w.slice(1) === n.slice(1)) return w !== n
  return w.length === n.length && w[0] === n[1] && w[1] === n[0] && w.slice(2) === n.slice(2)
}
