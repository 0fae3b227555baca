import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'
import type { Digest } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'

export interface Admitted {
  bytes: number
  digest: Digest
}

const chunkSize = 2 ** 20

/**
 * Copies a file that somebody else made to a place of our own, computing its digest on the way: what is inspected and
 * run later are the bytes that the digest is of. Throws a UserError for symlinks, hard links, whatever is no regular
 * file, and files above `maxBytes`. `name` is what messages call it.
 */
export async function admit(file: {
  path: string
  name: string
  into: string
  maxBytes: number
}): Promise<Admitted> {
  const refuse = refusalOf(file.name)
  const found = await lstat(file.path).catch(() => undefined)
  if (!found) throw refuse('does not exist')
  if (found.isSymbolicLink()) throw refuse('is a symbolic link', 'put the file itself there')
  if (!found.isFile()) throw refuse('is not a regular file')
  const from = await open(file.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const now = await from.stat()
    if (!now.isFile() || now.ino !== found.ino) throw refuse('changed while it was being opened')
    if (now.nlink > 1)
      throw refuse('has more than one name (hard links)', 'put a copy there instead of a link')
    if (now.size > file.maxBytes)
      throw refuse(`has ${now.size} bytes, more than the ${file.maxBytes} that are allowed`)
    const admitted = await copy(from, file.into, file.maxBytes)
    if (admitted.bytes !== now.size) throw refuse('changed while it was being read')
    return admitted
  } finally {
    await from.close()
  }
}

async function copy(from: FileHandle, into: string, maxBytes: number): Promise<Admitted> {
  const to = await open(into, 'wx', 0o600)
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(chunkSize)
  let bytes = 0
  try {
    while (bytes <= maxBytes) {
      const { bytesRead } = await from.read(chunk, 0, chunkSize, bytes)
      if (bytesRead === 0) break
      const part = chunk.subarray(0, bytesRead)
      hash.update(part)
      await to.writeFile(part)
      bytes += bytesRead
    }
  } finally {
    await to.close()
  }
  return { bytes, digest: `sha256:${hash.digest('hex')}` }
}

/** Makes the errors about one file: `throw refuse('is empty', 'how to mend it')`. */
export function refusalOf(file: string): (message: string, hint?: string) => UserError {
  return (message, hint) =>
    new UserError({ place: { file }, message, ...(hint === undefined ? {} : { hint }) })
}
