import { type Html, html } from '../../src/report/html/escape.ts'
import type { Thread } from './read.ts'

/** The state of a thread as GitHub shows it: a word, a colour and a shape. */
export interface ThreadState {
  kind: 'open' | 'draft' | 'merged' | 'closed' | 'done'
  word: string
  shape: Html
}

/** Two commits that become one; fonts have no letter for it. */
export const mergeShape = html`<svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true"><circle cx="4" cy="3.2" r="2"/><circle cx="4" cy="12.8" r="2"/><circle cx="12.4" cy="8.4" r="2"/><path d="M4 5.2v5.6M4 5.4c.6 2 2.6 3 6.4 3"/></svg>`
const pullShape = html`<svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true"><circle cx="4" cy="3.2" r="2"/><circle cx="4" cy="12.8" r="2"/><circle cx="12" cy="12.8" r="2"/><path d="M4 5.2v5.6M12 10.8V6.2c0-2-1-3-4-3M9.8 1.2l-2 2 2 2"/></svg>`

export function stateOf({ issue, pull }: Thread): ThreadState {
  if (pull?.merged) return { kind: 'merged', word: 'Merged', shape: mergeShape }
  if (issue.state === 'closed')
    return pull
      ? { kind: 'closed', word: 'Closed', shape: html`⊘` }
      : { kind: 'done', word: 'Closed', shape: html`✓` }
  if (pull?.draft) return { kind: 'draft', word: 'Draft', shape: html`◌` }
  return { kind: 'open', word: 'Open', shape: pull ? pullShape : html`◉` }
}
