import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'

/** An object that is about to be written. */
export interface NewObject {
  type: 'commit' | 'tree' | 'blob'
  content: Uint8Array
}

/** The id git gives to an object. */
export function objectId({ type, content }: NewObject): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex')
}

const codes = { commit: 1, tree: 2, blob: 3 } as const

/** The objects as a pack, which git takes many at a time: see gitformat-pack(5). */
export function packOf(objects: readonly NewObject[]): Buffer {
  const head = Buffer.alloc(12)
  head.write('PACK')
  head.writeUInt32BE(2, 4)
  head.writeUInt32BE(objects.length, 8)
  const parts = objects.flatMap(({ type, content }) => [
    sizeOf(codes[type], content.length),
    deflateSync(content),
  ])
  const body = Buffer.concat([head, ...parts])
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}

/** Type and size in groups of bits: four in the first byte, seven in each that follows. */
function sizeOf(code: number, size: number): Buffer {
  const bytes = [(code << 4) | (size & 15)]
  let rest = Math.floor(size / 16)
  while (rest > 0) {
    bytes.push((bytes.pop() ?? 0) | 128, rest & 127)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from(bytes)
}
