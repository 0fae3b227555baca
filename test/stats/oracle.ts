import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'

/** One line of an oracle: what goes in, and what SciPy or statsmodels say of it. */
export interface OracleCase<Inputs, Expected> {
  case: string
  inputs: Inputs
  expected: Expected
  tolerance?: number
}

export function oracle<Inputs, Expected>(shared: string, file: string): OracleCase<Inputs, Expected>[] {
  const text = readFileSync(join(shared, 'oracle', file), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as OracleCase<Inputs, Expected>)
}

/** Equal within a relative tolerance; values below 1e-290 need only be as small. */
export function expectNear(actual: number, expected: number, relative: number, what = ''): void {
  if (Math.abs(expected) < 1e-290) {
    expect(Math.abs(actual), what).toBeLessThan(1e-280)
    return
  }
  const error = Math.abs(actual - expected)
  expect(error, `${what}: ${actual} instead of ${expected}`).toBeLessThanOrEqual(
    Math.max(relative * Math.abs(expected), 1e-15),
  )
}
