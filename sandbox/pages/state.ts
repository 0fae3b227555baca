import type { Thread } from './read.ts'

/** The state of a thread as GitHub shows it: a word, a colour and a shape. */
export interface ThreadState {
  kind: 'open' | 'draft' | 'merged' | 'closed' | 'done'
  word: string
  shape: string
}

export function stateOf({ issue, pull }: Thread): ThreadState {
  if (pull?.merged) return { kind: 'merged', word: 'Merged', shape: '⑂' }
  if (issue.state === 'closed')
    return pull
      ? { kind: 'closed', word: 'Closed', shape: '⊘' }
      : { kind: 'done', word: 'Closed', shape: '✓' }
  if (pull?.draft) return { kind: 'draft', word: 'Draft', shape: '◌' }
  return { kind: 'open', word: 'Open', shape: pull ? '⇅' : '◉' }
}
