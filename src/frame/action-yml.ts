import { stringify } from 'yaml'
import { needsToken } from './action.ts'
import { type AnyCommand, describeInputs, type Surface } from './command.ts'

const tokenInput = {
  description: "Token of the job; its permissions are listed in this action's README.",
  default: '$' + '{{ github.token }}',
}

/** The text of a command's action.yml. */
export function actionYml(command: AnyCommand, surface: Surface): string {
  const inputs = Object.fromEntries(
    describeInputs(command.inputs).map(({ name, description, required, default: fallback }) => [
      name,
      {
        description,
        ...(required ? { required: true } : {}),
        ...(fallback === undefined ? {} : { default: fallback }),
      },
    ]),
  )
  const outputs = Object.fromEntries(
    Object.entries(command.outputs).map(([name, type]) => [name, { description: type.description ?? '' }]),
  )
  const definition = {
    name: surface === 'root' ? 'Pawl' : `Pawl ${command.name}`,
    description: command.summary,
    author: 'Pawl',
    ...(surface === 'root' ? { branding: { icon: 'shield', color: 'blue' } } : {}),
    inputs: needsToken(command) ? { ...inputs, token: tokenInput } : inputs,
    outputs,
    runs: {
      using: 'node24',
      main: surface === 'root' ? `dist/${command.name}/index.js` : `../../dist/${command.name}/index.js`,
    },
  }
  const note = '# Made from src/commands by npm run generate; edit the definition there.\n'
  return note + stringify(definition, { lineWidth: 0 })
}
