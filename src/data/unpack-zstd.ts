import { spawn } from 'node:child_process'
import { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as zlib from 'node:zlib'
import { UserError } from '../project/problem.ts'

/** Unpacks Zstandard: Node does from 22.15 on; before, the program `zstd` does, which most systems have. */
export function unpackZstd(path: string): Duplex {
  const create = (zlib as { createZstdDecompress?: () => Duplex }).createZstdDecompress
  return create ? create() : Duplex.from(zstdProgram(path))
}

/** Unpacks with the program; `path` is for words only, since the program is handed the bytes. */
export function zstdProgram(path: string): (packed: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* unpacked(packed) {
    const { PATH } = process.env
    const child = spawn('zstd', ['--decompress', '--stdout', '--quiet'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: PATH === undefined ? {} : { PATH },
    })
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    ended.catch(() => undefined)
    // What the program says is told by how it ends; the pipe to it breaks when it ends early.
    const fed = pipeline(packed, child.stdin).catch(() => undefined)
    try {
      yield* child.stdout
      if ((await ended) !== 0) throw new Error('zstd cannot unpack it')
      await fed
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
      throw new UserError(
        {
          place: { file: path },
          message: 'is packed with zstd, which takes Node 22.15 or newer, or the program zstd',
          hint: `this is Node ${process.versions.node}, and there is no such program; install one of them, pack it with gzip, or write Parquet`,
        },
        { cause },
      )
    } finally {
      child.kill()
    }
  }
}
