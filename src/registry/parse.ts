import type { z } from 'zod'
import { canonicalJson } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import { Stages } from './stages.ts'
import { VersionManifest } from './version.ts'

/** The text of a `stages.json` as data. A file that is damaged, newer or edited by hand is a `UserError`. */
export function parseStages(path: string, content: string | Uint8Array): Stages {
  return parse(path, content, Stages, 'pawl/stages@1')
}

/** The text of a `version.json` as data. A file that is damaged, newer or edited by hand is a `UserError`. */
export function parseManifest(path: string, content: string | Uint8Array): VersionManifest {
  return parse(path, content, VersionManifest, 'pawl/version@1')
}

const restore = 'restore it from the last good commit: git log --oneline -- '

function parse<T>(path: string, content: string | Uint8Array, schema: z.ZodType<T>, kind: string): T {
  const text = typeof content === 'string' ? content : decode(path, content)
  const damaged = (message: string, hint = `${restore}${path}`) => {
    return new UserError({ place: { file: path }, message, hint })
  }
  if (/^(<{7}|={7}|>{7})( |$)/m.test(text))
    throw damaged('holds merge markers', 'take one side as it is; never mix entries of both by hand')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw damaged('is not JSON')
  }
  if (isNewer(value, kind))
    throw damaged(`was written by a newer Pawl than this one, which knows ${kind}`, 'update Pawl')
  const result = schema.safeParse(value)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw damaged(`is not ${kind}: ${issue?.path.join('.') || 'file'}: ${issue?.message ?? 'wrong shape'}`)
  }
  if (canonicalJson(result.data) !== text)
    throw damaged('is not as Pawl wrote it: blanks, line ends, order of keys or a doubled key differ')
  return result.data
}

/** Bytes that are not UTF-8 must not turn into replacement characters in silence. */
function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new UserError({
      place: { file: path },
      message: 'is not UTF-8 text',
      hint: `${restore}${path}`,
    })
  }
}

function isNewer(value: unknown, kind: string): boolean {
  if (value === null || typeof value !== 'object' || !('schema' in value)) return false
  const [name, known] = kind.split('@')
  const match = /^(.+)@(\d{1,6})$/.exec(String(value.schema))
  return match?.[1] === name && Number(match?.[2]) > Number(known)
}
