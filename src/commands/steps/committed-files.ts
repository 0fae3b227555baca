import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { datasetFolder, selectFiles } from '../../data/files.ts'
import { dvcPointer, isDvcFile, lfsPointer, longestPointer, type Pointer } from '../../data/pointers.ts'
import { commitFiles } from '../../git/commit-files.ts'
import { git, gitBytes } from '../../git/git.ts'
import { resolveInside } from '../../project/paths.ts'
import type { Configured } from '../../project/project.ts'
import type { Dataset } from '../../project/schema/dataset.ts'

/**
 * Writes a dataset's files as a commit has them below a folder, and gives their paths. Where the commit has a pointer of git
 * LFS or DVC, the bytes that it names are taken from the working copy or a cache on this machine; where they are not there, the
 * pointer itself is written, and whoever reads the files will say so.
 */
export async function writeFilesOf({
  root,
  commit,
  dataset,
  folder,
}: {
  root: string
  commit: string
  dataset: Configured<Dataset>
  folder: string
}): Promise<string[]> {
  const listed = await commitFiles(root, commit).list(datasetFolder(dataset))
  const written: string[] = []
  const write = async (path: string, pointer: Pointer | undefined, bytes: Uint8Array): Promise<void> => {
    const found = pointer && (await bytesOf(root, pointer))
    const to = found === undefined ? path : (pointer?.path ?? path)
    const target = join(folder, to)
    await mkdir(dirname(target), { recursive: true })
    await (found === undefined ? writeFile(target, bytes) : copyFile(found, target))
    written.push(to)
  }
  const own = selectFiles(dataset, listed)
  for (const path of own) {
    const bytes = await gitBytes(root, 'cat-file', 'blob', `${commit}:${path}`)
    await write(
      path,
      pointerIn(bytes, (text) => lfsPointer(text, path)),
      bytes,
    )
  }
  for (const path of listed.filter(isDvcFile)) {
    const bytes = await gitBytes(root, 'cat-file', 'blob', `${commit}:${path}`)
    const pointer = pointerIn(bytes, (text) => dvcPointer(text, path))
    if (pointer && !own.includes(pointer.path) && selectFiles(dataset, [pointer.path]).length > 0)
      await write(path, pointer, bytes)
  }
  return written.sort()
}

function pointerIn(bytes: Uint8Array, read: (text: string) => Pointer | undefined): Pointer | undefined {
  return bytes.length > longestPointer ? undefined : read(Buffer.from(bytes).toString('utf8'))
}

/** A file on this machine with the very bytes that a pointer names. */
async function bytesOf(root: string, { by, path, hash, hex, bytes }: Pointer): Promise<string | undefined> {
  const [first, second, rest] = [hex.slice(0, 2), hex.slice(2, 4), hex.slice(2)]
  const caches =
    by === 'git LFS'
      ? [
          resolve(
            root,
            (await git(root, 'rev-parse', '--git-path', `lfs/objects/${first}/${second}/${hex}`)).trim(),
          ),
        ]
      : [join(root, '.dvc/cache/files/md5', first, rest), join(root, '.dvc/cache', first, rest)]
  for (const candidate of [resolveInside(root, path), ...caches]) {
    const found = await stat(candidate).catch(() => undefined)
    if (!found?.isFile() || (by === 'git LFS' && found.size !== bytes)) continue
    const digest = createHash(hash)
    await pipeline(createReadStream(candidate), digest)
    if (digest.digest('hex') === hex) return candidate
  }
  return undefined
}
