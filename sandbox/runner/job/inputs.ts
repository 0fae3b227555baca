import { type Scope, textOf, textsOf } from '../expression/evaluate.ts'
import { remark } from '../record.ts'
import type { TemplateToken } from '../workflow/language.ts'
import type { JobState } from './state.ts'

/** What an action says about an input. */
export interface InputDeclaration {
  /** A token of an action file, or plain text. */
  default: TemplateToken | string | undefined
  deprecation: string | undefined
}

/** The inputs of an action: what `with` says, whatever its case, else the defaults; unknown ones are told of and passed on. */
export function inputsOf(options: {
  job: JobState
  declared: ReadonlyMap<string, InputDeclaration>
  given: TemplateToken | undefined
  scope: Scope
  /** The file of the defaults. */
  file: string
}): Map<string, string> {
  const { job, declared, scope, file } = options
  const given = textsOf(options.given, scope)
  const known = new Map([...declared].map(([name, input]) => [name.toLowerCase(), { name, input }]))
  const strange = [...given.keys()].filter((name) => !known.has(name.toLowerCase()))
  if (strange.length > 0) {
    const valid = [...declared.keys()].map((name) => `'${name}'`).join(', ')
    const names = strange.map((name) => `'${name}'`).join(', ')
    warn(job, `Unexpected input(s) ${names}, valid inputs are [${valid}]`)
  }
  const inputs = new Map<string, string>()
  for (const [name, input] of declared) {
    const value = input.default
    if (value === undefined) continue
    inputs.set(name, typeof value === 'string' ? value : textOf(value, { ...scope, file }))
  }
  for (const [name, value] of given) {
    const own = known.get(name.toLowerCase())
    inputs.set(own?.name ?? name, value)
    if (own?.input.deprecation) warn(job, `Input '${name}' has been deprecated: ${own.input.deprecation}`)
  }
  return inputs
}

export function warn(job: JobState, message: string): void {
  job.log(`##[warning]${message}`)
  job.record.annotate(remark('warning', job.masks.hide(message)))
}
