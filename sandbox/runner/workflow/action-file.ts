import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../../src/project/problem.ts'
import { NoOperationTraceWriter, parseAction, type TemplateToken } from './language.ts'
import type { StepDefinition } from './model.ts'
import { throwErrors } from './parse.ts'
import { inOneLine } from './scalars.ts'
import { readSteps } from './steps.ts'
import { entriesOf, literalOf, mapOf, placeOf } from './tokens.ts'

/** An `action.yml`. */
export interface ActionFile {
  file: string
  folder: string
  /** Defaults by the names of the inputs as they are written. */
  inputs: ReadonlyMap<string, ActionInput>
  runs: NodeRuns | CompositeRuns
}

export interface ActionInput {
  default: TemplateToken | undefined
  deprecation: string | undefined
}

export interface NodeRuns {
  kind: 'node'
  main: string
  pre: string | undefined
  preIf: string
  post: string | undefined
  postIf: string
}

export interface CompositeRuns {
  kind: 'composite'
  steps: readonly StepDefinition[]
  outputs: ReadonlyMap<string, TemplateToken>
}

/** Reads the action in a folder; undefined when there is none. */
export async function readAction(folder: string): Promise<ActionFile | undefined> {
  const file = ['action.yml', 'action.yaml'].map((name) => join(folder, name)).find(existsSync)
  if (!file) return undefined
  const content = await readFile(file, 'utf8')
  readTokens(file, content)
  const { context, value } = readTokens(file, inOneLine(content))
  const root = mapOf(value)
  const runs = mapOf(root.get('runs'))
  const using = literalOf(runs.get('using')) ?? ''
  const inputs = entriesOf(root.get('inputs')).map(([name, token]): [string, ActionInput] => {
    const fields = mapOf(token)
    return [
      name,
      { default: fields.get('default'), deprecation: literalOf(fields.get('deprecationMessage')) },
    ]
  })
  const action = { file, folder, inputs: new Map(inputs) }
  if (using === 'composite') {
    const outputs = entriesOf(root.get('outputs')).flatMap(([name, token]): [string, TemplateToken][] => {
      const output = mapOf(token).get('value')
      return output ? [[name, output]] : []
    })
    const steps = readSteps({ file, context }, runs.get('steps'))
    throwErrors(file, context)
    return { ...action, runs: { kind: 'composite', steps, outputs: new Map(outputs) } }
  }
  if (!/^node\d+$/.test(using)) {
    const message = `the sandbox's runner does not support actions that run using ${JSON.stringify(using)}`
    throw new UserError({ place: placeOf(file, runs.get('using')), message })
  }
  const main = literalOf(runs.get('main'))
  if (main === undefined)
    throw new UserError({ place: placeOf(file, root.get('runs')), message: 'main is missing' })
  return {
    ...action,
    runs: {
      kind: 'node',
      main,
      pre: literalOf(runs.get('pre')),
      preIf: conditionText(runs.get('pre-if')),
      post: literalOf(runs.get('post')),
      postIf: conditionText(runs.get('post-if')),
    },
  }
}

function readTokens(file: string, content: string) {
  const read = parseAction({ name: file, content }, new NoOperationTraceWriter())
  throwErrors(file, read.context)
  return read
}

/** `pre-if` and `post-if` are expressions with or without `${{ }}`. */
function conditionText(token: TemplateToken | undefined): string {
  if (!token) return 'always()'
  const text = literalOf(token) ?? ('expression' in token ? String(token.expression) : '')
  return text.trim() || 'always()'
}
