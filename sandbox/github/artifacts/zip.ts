import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/** Just as much of the zip format as artifacts need: no encryption, no parts, less than 4 GB. */
export interface ZipEntry {
  name: string
  content: Buffer
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 }
const utf8 = 0x0800

export function writeZip(entries: readonly ZipEntry[], level: number): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const packed = deflateRawSync(content, { level })
    const title = Buffer.from(name, 'utf8')
    // Version, flags, method, time and date (none), checksum, sizes, length of the name, no extra field.
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(utf8, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(0x21, 8)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(title.length, 22)
    const local = Buffer.concat([word(signatures.local), common, title, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([word(signatures.central), Buffer.from([20, 3]), common, rest, title]))
    parts.push(local)
    offset += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, list, word(signatures.end), end])
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** The files of an archive; throws when it is none. Names are as they are in it: the caller keeps them in bounds. */
export function readZip(bytes: Buffer): ZipEntry[] {
  let at = bytes.lastIndexOf(word(signatures.end))
  if (at < 0) throw new Error('this is no zip archive')
  const count = bytes.readUInt16LE(at + 10)
  at = bytes.readUInt32LE(at + 16)
  const entries: ZipEntry[] = []
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(at) !== signatures.central) throw new Error('the zip archive is damaged')
    const method = bytes.readUInt16LE(at + 10)
    const sizes = { packed: bytes.readUInt32LE(at + 20), plain: bytes.readUInt32LE(at + 24) }
    const [title, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place))
    const name = bytes.toString('utf8', at + 46, at + 46 + (title ?? 0))
    if (!name.endsWith('/'))
      entries.push({ name, content: contentAt(bytes, bytes.readUInt32LE(at + 42), method, sizes) })
    at += 46 + (title ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  return entries
}

function contentAt(
  bytes: Buffer,
  at: number,
  method: number,
  { packed, plain }: { packed: number; plain: number },
): Buffer {
  const from = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  const data = bytes.subarray(from, from + packed)
  if (method === 0) return Buffer.from(data)
  if (method !== 8) throw new Error(`the zip archive is packed by method ${method}`)
  const content = inflateRawSync(data, { maxOutputLength: Math.max(plain, 1) })
  if (content.length !== plain) throw new Error('the zip archive is damaged')
  return content
}
