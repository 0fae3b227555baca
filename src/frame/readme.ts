import { needsToken } from './action.ts'
import { type AnyCommand, describeInputs } from './command.ts'
import { sandboxSummary } from './sandbox.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
}

/** Inputs, outputs and permissions of a command as markdown tables. */
export function reference(command: AnyCommand): string {
  const inputs = describeInputs(command.inputs).map(({ name, description, required, default: fallback }) => [
    `\`${name}\``,
    description,
    required ? 'required' : fallback === undefined ? '' : `\`${fallback}\``,
  ])
  if (needsToken(command)) inputs.push(['`token`', 'Token of the job.', "the job's token"])
  const outputs = Object.entries(command.outputs).map(([name, type]) => [
    `\`${name}\``,
    type.description ?? '',
  ])
  const permissions = Object.entries(command.permissions).map(([name, level]) => [`\`${name}\``, level])
  return [
    '### Inputs',
    inputs.length > 0 ? table(['input', 'meaning', 'default'], inputs) : 'None.',
    '### Outputs',
    outputs.length > 0 ? table(['output', 'meaning'], outputs) : 'None.',
    '### Permissions',
    permissions.length > 0 ? table(['permission', 'level'], permissions) : 'None: it needs no token.',
  ].join('\n\n')
}

/** The README of one action. */
export function actionReadme(command: AnyCommand): string {
  return `# Pawl ${command.name}\n\n${command.summary}\n\n${reference(command)}\n\nThis page is made from \`src/commands/${command.name}.ts\`.\n`
}

/** The table of all commands, for the README of the project. */
export function commandTable(commands: readonly AnyCommand[]): string {
  const where = (command: AnyCommand): string =>
    command.runs
      .map(
        (surface) =>
          ({ action: `\`actions/${command.name}\``, root: '`action.yml`', cli: `\`pawl ${command.name}\`` })[
            surface
          ],
      )
      .join(', ')
  return table(
    ['verb', 'what it does', 'where'],
    [
      ...commands.map((command) => [command.name, command.summary, where(command)]),
      ['sandbox', sandboxSummary, '`pawl sandbox`'],
    ],
  )
}
