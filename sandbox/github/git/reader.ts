import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { gitEnvironment } from './program.ts'

export interface ObjectInfo {
  sha: string
  type: 'blob' | 'tree' | 'commit' | 'tag'
  size: number
}

export interface GitObject extends ObjectInfo {
  content: Buffer
}

/** Reads objects of one repository through one `git cat-file` that stays, since a process per read is slow. */
export interface ObjectReader {
  /** An object by its id or by the full name of a ref; undefined when there is none. */
  read(name: string): Promise<GitObject | undefined>
  /** The same without its content. */
  info(name: string): Promise<ObjectInfo | undefined>
  close(): Promise<void>
}

interface Waiting {
  withContent: boolean
  resolve(object: GitObject | undefined): void
  reject(error: Error): void
}

const header = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/

/** Opens a reader; the process starts with the first read. */
export function openReader(repository: string): ObjectReader {
  let child: ChildProcessWithoutNullStreams | undefined
  let waiting: Waiting[] = []

  function start(): ChildProcessWithoutNullStreams {
    const args = ['-C', repository, 'cat-file', '--batch-command', '-z']
    const started = spawn('git', args, { env: gitEnvironment() })
    started.stdout.on(
      'data',
      parseAnswers(() => waiting),
    )
    started.stdin.on('error', () => {})
    started.on('close', () => {
      child = undefined
      const left = waiting
      waiting = []
      for (const one of left) one.reject(new Error(`git cat-file ended early in ${repository}`))
    })
    return started
  }

  function ask(name: string, withContent: boolean): Promise<GitObject | undefined> {
    // What is no id and no name of a ref could mean something else to git, or break the protocol.
    if (!/^[^\s^~:?*[\\]+$/.test(name) || /\.\.|@\{|\0/.test(name)) return Promise.resolve(undefined)
    child ??= start()
    const { stdin } = child
    return new Promise((resolve, reject) => {
      waiting.push({ withContent, resolve, reject })
      stdin.write(`${withContent ? 'contents' : 'info'} ${name}\0`)
    })
  }

  return {
    read: (name) => ask(name, true),
    info: (name) => ask(name, false),
    async close() {
      const ending = child
      if (!ending) return
      await new Promise((resolve) => {
        ending.on('close', resolve)
        ending.stdin.end()
      })
    },
  }
}

/** Takes apart `<sha> <type> <size>\n<content>\n` and `<name> missing\n`, in whatever pieces they arrive. */
function parseAnswers(waiting: () => Waiting[]): (chunk: Buffer) => void {
  let chunks: Buffer[] = []
  let length = 0
  let expected: ObjectInfo | undefined

  function take(buffer: Buffer): number {
    if (expected) {
      const content = Buffer.from(buffer.subarray(0, expected.size))
      const used = expected.size + 1
      waiting()
        .shift()
        ?.resolve({ ...expected, content })
      expected = undefined
      return used
    }
    const end = buffer.indexOf(10)
    if (end < 0) return 0
    const [, sha, type, size] = header.exec(buffer.toString('utf8', 0, end)) ?? []
    const info =
      sha && type && size ? { sha, type: type as ObjectInfo['type'], size: Number(size) } : undefined
    if (info && waiting()[0]?.withContent) expected = info
    else
      waiting()
        .shift()
        ?.resolve(info && { ...info, content: Buffer.alloc(0) })
    return end + 1
  }

  return (chunk) => {
    chunks.push(chunk)
    length += chunk.length
    while (length > 0 && (!expected || length > expected.size)) {
      const buffer = Buffer.concat(chunks)
      const used = take(buffer)
      chunks = [buffer.subarray(used)]
      length -= used
      if (used === 0) return
    }
  }
}
