import { Malformed, Words } from './command-words.ts'

/** What a comment asks for. Reasons are one line, trimmed, never empty. */
export type SlashCommand =
  | { command: 'approve'; sha: string; because: string | null }
  | { command: 'approve-policy'; sha: string; because: string | null }
  | { command: 'reject'; because: string | null }
  | { command: 'promote'; model: string; version: string | null; to: string | null; because: string | null }
  | { command: 'rollback'; model: string; to: string | null; because: string }
  | { command: 'retrain'; model: string; because: string }
  | { command: 'freeze'; model: string; because: string }
  | { command: 'unfreeze'; model: string; because: string | null }
  | { command: 'waive'; model: string; gate: string; because: string }
  | { command: 'help' }

export type CommandName = SlashCommand['command']

/** What a comment says to Pawl: a command, something like one that is none, or nothing at all. */
export type Spoken =
  | { kind: 'command'; command: SlashCommand; line: string }
  | { kind: 'error'; line: string; problem: string; usage: string }
  | { kind: 'chatter' }

interface Grammar {
  usage: string
  summary: string
  parse(words: Words): SlashCommand
}

/** Every command with its grammar. The order is that of `/help`. */
const grammars: Readonly<Record<CommandName, Grammar>> = {
  approve: {
    usage: '/approve <sha> [because <reason>]',
    summary: 'Approve the change of this pull request at that commit; the first 7 digits are enough.',
    parse: (words) => ({ command: 'approve', sha: words.sha('/approve'), because: words.because() }),
  },
  'approve-policy': {
    usage: '/approve-policy <sha> [because <reason>]',
    summary: 'Agree to what a change edits of the policy that judges models, at that commit.',
    parse: (words) => ({
      command: 'approve-policy',
      sha: words.sha('/approve-policy'),
      because: words.because(),
    }),
  },
  reject: {
    usage: '/reject [because <reason>]',
    summary: 'Reject the change: approvals so far are void and the pull request is closed.',
    parse: (words) => ({ command: 'reject', because: words.because() }),
  },
  promote: {
    usage: '/promote <model> [<version>] [to <stage>] [because <reason>]',
    summary:
      'Open a pull request that puts a version, or what is in staging, into production or another stage.',
    parse: (words) => ({
      command: 'promote',
      model: words.model(),
      version: words.isNext('to') ? null : words.version(),
      to: words.keyword('to') ? words.stage() : null,
      because: words.because(),
    }),
  },
  rollback: {
    usage: '/rollback <model> [to <version>] because <reason>',
    summary: 'Put production back to a version, or to the last good one.',
    parse: (words) => ({
      command: 'rollback',
      model: words.model(),
      to: words.keyword('to') ? words.neededVersion() : null,
      because: words.neededReason(),
    }),
  },
  retrain: {
    usage: '/retrain <model> because <reason>',
    summary: 'Train the model again on the data of the default branch.',
    parse: (words) => ({ command: 'retrain', model: words.model(), because: words.neededReason() }),
  },
  freeze: {
    usage: '/freeze <model> because <reason>',
    summary: 'Hold the promotions and retrainings of a model; it can still be rolled back.',
    parse: (words) => ({ command: 'freeze', model: words.model(), because: words.neededReason() }),
  },
  unfreeze: {
    usage: '/unfreeze <model> [because <reason>]',
    summary: 'End a freeze.',
    parse: (words) => ({ command: 'unfreeze', model: words.model(), because: words.because() }),
  },
  waive: {
    usage: '/waive <model> <gate> because <reason>',
    summary: 'Say what to add to model.yaml so that one gate only warns for a while.',
    parse: (words) => ({
      command: 'waive',
      model: words.model(),
      gate: words.gate(),
      because: words.neededReason(),
    }),
  },
  help: {
    usage: '/help',
    summary: 'Say which commands there are.',
    parse: () => ({ command: 'help' }),
  },
}

export const commandNames = Object.keys(grammars) as readonly CommandName[]

/** Usage and one line about every command. */
export function commandHelp(): { usage: string; summary: string }[] {
  return Object.values(grammars).map(({ usage, summary }) => ({ usage, summary }))
}

/** A command as the line that means it; `parseLine` is its inverse. */
export function formatCommand(command: SlashCommand): string {
  const because = 'because' in command && command.because !== null ? ` because ${command.because}` : ''
  return `/${command.command}${argumentsOf(command)}${because}`
}

function argumentsOf(command: SlashCommand): string {
  switch (command.command) {
    case 'approve':
    case 'approve-policy':
      return ` ${command.sha}`
    case 'promote':
      return ` ${command.model}${command.version === null ? '' : ` ${command.version}`}${command.to === null ? '' : ` to ${command.to}`}`
    case 'rollback':
      return ` ${command.model}${command.to === null ? '' : ` to ${command.to}`}`
    case 'retrain':
    case 'freeze':
    case 'unfreeze':
      return ` ${command.model}`
    case 'waive':
      return ` ${command.model} ${command.gate}`
    default:
      return ''
  }
}

const start = new RegExp(`^/(${commandNames.join('|')})(?![\\w/.-])`, 'i')

/** Whether a line begins as a command does, well formed or not. */
export function startsLikeCommand(line: string): boolean {
  return start.test(line)
}

/** One line of a comment as a command, an error that says what is wrong, or chatter. */
export function parseLine(line: string): Spoken {
  const text = line.trimEnd()
  const name = start.exec(text)?.[1]?.toLowerCase() as CommandName | undefined
  if (name === undefined) return { kind: 'chatter' }
  const grammar = grammars[name]
  try {
    const words = new Words(text.slice(name.length + 1))
    const command = grammar.parse(words)
    words.end()
    return { kind: 'command', command, line: text }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { kind: 'error', line: text, problem: error.message, usage: grammar.usage }
  }
}
