import type { Check } from '../gates/check.ts'
import { type Outcome, verdicts } from '../project/verdict.ts'

/** What a reader is told about a check, a gate or a rule: its outcome, or that it counts for nothing. */
export type Standing = Outcome | 'info' | 'not-applied'

/** Worst first. */
const order: readonly Standing[] = [...verdicts.slice(0, -1), 'info', 'pass', 'not-applied', 'unchanged']

interface Judged {
  verdict: Outcome
  level?: 'fail' | 'warn' | 'info'
  applied?: boolean | undefined
}

/** Where something stands. What only informs, or was not applied, is never shown as a verdict. */
export function standing({ verdict, level, applied }: Judged): Standing {
  if (applied === false) return 'not-applied'
  return level === 'info' && verdict !== 'pass' ? 'info' : verdict
}

/** A shape for each that also reads without colour. */
export const shape: Record<Standing, string> = {
  pass: '✅',
  warn: '⚠️',
  inconclusive: '❓',
  fail: '❌',
  error: '⛔',
  info: 'ℹ️',
  'not-applied': '➖',
  unchanged: '➖',
}

/** The same in one column of a terminal. */
export const mark: Record<Standing, string> = {
  pass: '✓',
  warn: '!',
  inconclusive: '?',
  fail: '✗',
  error: '✗',
  info: 'i',
  'not-applied': '-',
  unchanged: '=',
}

export const word: Record<Standing, string> = {
  pass: 'Pass',
  warn: 'Pass with warnings',
  inconclusive: 'Inconclusive',
  fail: 'Fail',
  error: 'Error',
  info: 'For information',
  'not-applied': 'Not applied',
  unchanged: 'Unchanged',
}

const tallied: Record<Standing, string> = {
  pass: 'passed',
  warn: 'warned',
  inconclusive: 'inconclusive',
  fail: 'failed',
  error: 'in error',
  info: 'for information',
  'not-applied': 'not applied',
  unchanged: 'unchanged',
}

/** Sorts worst first and keeps the order otherwise. */
export function worstFirst<T extends Judged>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => order.indexOf(standing(a)) - order.indexOf(standing(b)))
}

/** Whether a reader has something to look at. */
export function isRemarkable(judged: Judged): boolean {
  const where = standing(judged)
  return where !== 'pass' && where !== 'not-applied' && where !== 'unchanged'
}

/** The outcome of several checks: the worst; `unchanged` only where all are. */
export function outcomeOf(checks: readonly Pick<Check, 'verdict'>[]): Outcome {
  return worstFirst(checks)[0]?.verdict ?? 'unchanged'
}

/** `2 failed, 1 passed`: how many of each, worst first. */
export function tally(list: readonly Judged[]): string {
  return order
    .map((where) => ({ where, times: list.filter((one) => standing(one) === where).length }))
    .filter(({ times }) => times > 0)
    .map(({ where, times }) => `${times} ${tallied[where]}`)
    .join(', ')
}

/** What a rule wants, with what its author calls it, and who to ask. */
export function wanted({
  name,
  expected,
  owner,
}: {
  name?: string | undefined
  expected: string
  owner?: string | undefined
}): string {
  const words = name === undefined || name === expected ? expected : `${name}: ${expected}`
  return owner === undefined ? words : `${words} (ask ${owner})`
}

/** What a rule found, with the keys of some rows where they were asked for. */
export function foundWords({
  found,
  samples = [],
}: {
  found: string
  samples?: readonly string[] | undefined
}): string {
  return samples.length === 0 ? found : `${found}, such as ${samples.join('; ')}`
}
