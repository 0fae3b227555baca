import { data, type FunctionDefinition } from '../workflow/language.ts'

/** How things stand for the four status functions. */
export interface Standing {
  success: boolean
  failure: boolean
  cancelled: boolean
}

export function statusFunctions({ success, failure, cancelled }: Standing): FunctionDefinition[] {
  const answer = (name: string, value: boolean): FunctionDefinition => ({
    name,
    minArgs: 0,
    maxArgs: 255,
    call: () => new data.BooleanData(value),
  })
  return [
    answer('success', success),
    answer('failure', failure),
    answer('cancelled', cancelled),
    answer('always', true),
  ]
}
