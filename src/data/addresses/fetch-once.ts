import { mkdtempSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../../project/problem.ts'
import { parseAddress } from './address.ts'
import { type FetchedFile, type FetchOptions, fetchFiles } from './fetch-files.ts'
import { s3Settings } from './s3.ts'

/** Gives the files at an entry of `files` that is an address; throws a `UserError` where they are not to be had. */
export type Fetch = (entry: string) => Promise<FetchedFile[]>

/**
 * Downloads what each address names once, however often it is asked for: a program speaks of the same bytes from its begin to
 * its end.
 */
export function fetchOnce(options: () => Omit<FetchOptions, 'folder'> & { folder: string }): Fetch {
  const known = new Map<string, Promise<FetchedFile[]>>()
  const files = async (entry: string): Promise<FetchedFile[]> => {
    const address = parseAddress(entry)
    if ('message' in address) throw new UserError(address)
    const given = options()
    return fetchFiles(address, { ...given, folder: await mkdtemp(join(given.folder, 'address-')) })
  }
  return (entry) => {
    const found = known.get(entry) ?? files(entry)
    known.set(entry, found)
    return found
  }
}

let folder: string | undefined

/** The downloads of this process, in a folder that only its user can read and that goes with it. */
export const fetchInProcess: Fetch = fetchOnce(() => {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'pawl-downloads-'))
    process.once('exit', () => rmSync(made, { recursive: true, force: true }))
    folder = made
  }
  return { folder, s3: s3Settings(process.env) }
})
