import { createReadStream, createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Duplex, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { UserError } from '../project/problem.ts'
import type { Csv } from '../project/schema/dataset.ts'
import { boundedBy } from './bounded.ts'
import type { DataFile } from './files.ts'
import { unpackZstd } from './unpack-zstd.ts'

/** How far a packed file may grow: real tables grow 3 to 30 times, a bomb a thousand times. */
export interface GrowthLimit {
  /** Bytes that are always allowed. */
  bytes: number
  /** Beyond them, how many times the packed size. */
  times: number
}

const usualGrowth: GrowthLimit = { bytes: 1e9, times: 100 }

type Encoding = NonNullable<Csv['encoding']>

/**
 * The path of a file with the plain UTF-8 text of a data file: the file itself where it is that already, else a copy in a
 * folder of the caller's. It is written piece by piece, so memory is bounded whatever the size.
 */
export async function plainFile(
  file: DataFile,
  {
    folder,
    name,
    encoding,
    growth = usualGrowth,
  }: { folder: string; name: string; encoding?: Encoding | undefined; growth?: GrowthLimit },
): Promise<string> {
  const { absolute, compression } = file
  const found = encoding ?? (compression === 'none' ? await markedEncoding(absolute) : undefined)
  if (compression === 'none' && (found ?? 'utf-8') === 'utf-8') return absolute
  const target = join(folder, name)
  const { size } = await stat(absolute)
  const limit = Math.max(growth.bytes, size * growth.times)
  try {
    await pipeline([
      createReadStream(absolute),
      ...(compression === 'none' ? [] : [unpacker(file)]),
      boundedBy(
        limit,
        () =>
          new UserError({
            place: { file: file.path },
            message: `unpacks to more than ${Math.round(limit / 1e6).toLocaleString('en-US')} MB, far more than data does`,
            hint: 'if it is real, split it into smaller files or write Parquet',
          }),
      ),
      new Decoding(encoding),
      createWriteStream(target),
    ])
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw new UserError(
      {
        place: { file: file.path },
        ...(compression === 'none' || cause instanceof TypeError
          ? {
              message: `is not ${encoding ?? 'UTF-16'} text`,
              hint: 'name its encoding in dataset.yaml: csv: {encoding: …}',
            }
          : {
              message: `cannot be unpacked as ${compression}`,
              hint: 'it may have been cut short; write it again',
            }),
      },
      { cause },
    )
  }
  return target
}

function unpacker({ path, compression }: DataFile): Duplex {
  return compression === 'gzip' ? createGunzip() : unpackZstd(path)
}

/** UTF-16 says so with a byte order mark. */
async function markedEncoding(path: string): Promise<Encoding | undefined> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(2)
    await file.read(head, 0, 2, 0)
    return encodingOf(head)
  } finally {
    await file.close()
  }
}

function encodingOf(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined
}

/** Turns text of an encoding, given or found, into UTF-8; UTF-8 itself passes as it is. */
class Decoding extends Transform {
  private decoder: InstanceType<typeof TextDecoder> | undefined
  private isKnown = false
  private readonly given: Encoding | undefined

  constructor(given: Encoding | undefined) {
    super()
    this.given = given
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (!this.isKnown) {
      const encoding = this.given ?? encodingOf(chunk) ?? 'utf-8'
      if (encoding !== 'utf-8') this.decoder = new TextDecoder(encoding, { fatal: true })
      this.isKnown = true
    }
    this.decode(chunk, done)
  }

  override _flush(done: TransformCallback): void {
    this.decode(undefined, done)
  }

  private decode(chunk: Buffer | undefined, done: TransformCallback): void {
    try {
      if (!this.decoder) done(null, chunk)
      else done(null, Buffer.from(this.decoder.decode(chunk, { stream: chunk !== undefined })))
    } catch (error) {
      done(error as Error)
    }
  }
}
