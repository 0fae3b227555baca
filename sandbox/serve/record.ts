import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { UserError } from '../../src/project/problem.ts'

/** How the commands of a second terminal find the sandbox that runs in the first. */
const Record = z.strictObject({
  pid: z.int(),
  api: z.string(),
  pages: z.string(),
  /** What stands for the origin where there is no browser. */
  key: z.string(),
  repository: z.string(),
  people: z.array(z.strictObject({ login: z.string(), parts: z.array(z.string()), token: z.string() })),
})
export type Record = z.infer<typeof Record>

/** Only its owner may read it: there are tokens in it. */
export function writeRecord(file: string, record: Record): void {
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
}

/** The record of the sandbox that runs; throws a `UserError` when none does. */
export function readRecord(file: string): Record {
  const record = find(file)
  if (record) return record
  throw new UserError({
    message: 'no sandbox runs for this repository',
    hint: 'start it with pawl sandbox in another terminal',
  })
}

export const isServed = (file: string): boolean => find(file) !== undefined

function find(file: string): Record | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  const record = Record.parse(JSON.parse(text))
  return isAlive(record.pid) ? record : undefined
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export function removeRecord(file: string): void {
  rmSync(file, { force: true })
}
