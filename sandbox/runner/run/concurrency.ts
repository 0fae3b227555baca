import { booleanOf, plainOf, type Scope } from '../expression/evaluate.ts'
import { isMapping, type TemplateToken } from '../workflow/language.ts'
import { mapOf } from '../workflow/tokens.ts'

export interface Wish {
  group: string
  cancelInProgress: boolean
  queue: 'single' | 'max'
}

/** `concurrency` of a workflow or job: a name, or a mapping. */
export function concurrencyOf(token: TemplateToken | undefined, scope: Scope): Wish | undefined {
  if (!token) return undefined
  const value = plainOf(token, scope)
  if (typeof value === 'string') {
    return value === '' ? undefined : { group: value, cancelInProgress: false, queue: 'single' }
  }
  if (typeof value !== 'object' || value === null || !('group' in value)) return undefined
  const fields = isMapping(token) ? mapOf(token) : new Map<string, TemplateToken>()
  return {
    group: String(value.group),
    cancelInProgress: fields.size > 0 ? booleanOf(fields.get('cancel-in-progress'), scope) : false,
    queue: 'queue' in value && value.queue === 'max' ? 'max' : 'single',
  }
}
