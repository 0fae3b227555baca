import { type Html, html } from '../../src/report/html/escape.ts'

/** How a run, job or step stands, in a shape and a word: colour is never alone. */
const standings = new Map<string, { shape: string; word: string; kind: string }>([
  ['success', { shape: '✓', word: 'Success', kind: 'success' }],
  ['failure', { shape: '✗', word: 'Failure', kind: 'failure' }],
  ['timed_out', { shape: '✗', word: 'Timed out', kind: 'failure' }],
  ['cancelled', { shape: '⊘', word: 'Cancelled', kind: 'quiet' }],
  ['skipped', { shape: '⊘', word: 'Skipped', kind: 'quiet' }],
  ['action_required', { shape: '!', word: 'Waits for a yes', kind: 'pending' }],
  ['in_progress', { shape: '●', word: 'In progress', kind: 'pending' }],
  ['queued', { shape: '○', word: 'Queued', kind: 'pending' }],
  ['pending', { shape: '○', word: 'Waits for its turn', kind: 'pending' }],
])

interface Standing {
  status: string
  conclusion: string | null
}

function standingOf({ status, conclusion }: Standing) {
  const key = conclusion ?? status
  return standings.get(key) ?? { shape: '?', word: key, kind: 'quiet' }
}

export const wordOf = (one: Standing): string => standingOf(one).word

export function runMark(one: Standing): Html {
  const { shape, word, kind } = standingOf(one)
  return html`<span class="status ${kind}" role="img" aria-label="${word}" title="${word}">${shape}</span>`
}

/** `4 s`, `1 min 20 s`; nothing for what has no end yet. */
export function lasted(from: string | null, to: string | null): string {
  if (from === null || to === null) return ''
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000))
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
