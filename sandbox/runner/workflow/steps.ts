import { UserError } from '../../../src/project/problem.ts'
import { convertToIfCondition, type TemplateContext, type TemplateToken } from './language.ts'
import type { RunDefaults, StepDefinition } from './model.ts'
import { itemsOf, literalOf, mapOf, placeOf } from './tokens.ts'

export interface Reading {
  file: string
  context: TemplateContext
}

/** Reads `steps`, of a job or of a composite action. */
export function readSteps(reading: Reading, token: TemplateToken | undefined): StepDefinition[] {
  const steps = itemsOf(token)
  const taken = new Set(steps.map((step) => literalOf(mapOf(step).get('id'))))
  return steps.map((step) => {
    const definition = readStep(reading, step, taken)
    taken.add(definition.id)
    return definition
  })
}

const later = ['background', 'wait', 'wait-all', 'cancel', 'parallel']

function readStep(
  reading: Reading,
  step: TemplateToken,
  taken: ReadonlySet<string | undefined>,
): StepDefinition {
  const fields = mapOf(step)
  for (const key of later) {
    if (fields.has(key)) throw unsupported(reading.file, fields.get(key), `steps with "${key}"`)
  }
  const does = readDeed(reading, step, fields)
  return {
    id: literalOf(fields.get('id')) ?? freeId(does, taken),
    place: placeOf(reading.file, step),
    name: fields.get('name'),
    if: conditionOf(reading, fields.get('if')),
    env: fields.get('env'),
    timeout: fields.get('timeout-minutes'),
    continueOnError: fields.get('continue-on-error'),
    does,
  }
}

const shells = /^(bash|sh|python|.*\{0\}.*)$/

function readDeed(
  { file }: Reading,
  step: TemplateToken,
  fields: ReadonlyMap<string, TemplateToken>,
): StepDefinition['does'] {
  const script = fields.get('run')
  if (script) {
    refuseShell(file, fields.get('shell'))
    return {
      kind: 'run',
      script,
      shell: fields.get('shell'),
      workingDirectory: fields.get('working-directory'),
    }
  }
  const uses = literalOf(fields.get('uses'))
  if (uses === undefined)
    throw new UserError({ place: placeOf(file, step), message: 'a step needs run or uses' })
  if (uses.startsWith('docker://'))
    throw unsupported(file, fields.get('uses'), 'actions that run in a container')
  if (!/^(\.\/|\$\/|[\w.-]+\/[\w.-]+(\/[^@]+)?@\S+$)/.test(uses)) {
    const message = `${JSON.stringify(uses)} is neither ./path nor owner/repository/path@ref`
    throw new UserError({ place: placeOf(file, fields.get('uses')), message })
  }
  return { kind: 'uses', uses, with: fields.get('with') }
}

function refuseShell(file: string, token: TemplateToken | undefined): void {
  const shell = literalOf(token)
  if (shell !== undefined && !shells.test(shell)) throw unsupported(file, token, `the shell ${shell}`)
}

/** `defaults.run` of a workflow or job. */
export function readDefaults(file: string, token: TemplateToken | undefined): RunDefaults {
  const run = mapOf(mapOf(token).get('run'))
  refuseShell(file, run.get('shell'))
  return { shell: run.get('shell'), workingDirectory: run.get('working-directory') }
}

/** An `if` as an expression with a status function in it. */
export function conditionOf({ context }: Reading, token: TemplateToken | undefined): string {
  return (token && convertToIfCondition(context, token)?.expression) ?? 'success()'
}

export function unsupported(file: string, token: TemplateToken | undefined, what: string): UserError {
  return new UserError({
    place: placeOf(file, token),
    message: `the sandbox's runner does not support ${what}`,
    hint: 'GitHub does; leave it out of workflows that are to run here',
  })
}

/** Such as `__run_2` or `__actions_checkout`. */
function freeId(does: StepDefinition['does'], taken: ReadonlySet<string | undefined>): string {
  const word = does.kind === 'run' ? 'run' : does.uses.replace(/@.*$/, '').replace(/\W+/g, '_')
  let id = `__${word}`
  for (let count = 2; taken.has(id); count++) id = `__${word}_${count}`
  return id
}
