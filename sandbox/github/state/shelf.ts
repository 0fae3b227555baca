import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Things of one kind, each a JSON file that a person can read; kept in memory, written when they change. */
export interface Shelf<T> {
  all(): readonly T[]
  get(key: number): T | undefined
  put(thing: T): T
  remove(key: number): void
}

/** Opens a folder of JSON files, one thing each, named by its number. */
export function openShelf<T>(folder: string, key: (thing: T) => number): Shelf<T> {
  mkdirSync(folder, { recursive: true })
  const things = new Map<number, T>()
  const names = readdirSync(folder).filter((name) => /^\d+\.json$/.test(name))
  names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  for (const name of names) {
    const thing = JSON.parse(readFileSync(join(folder, name), 'utf8')) as T
    things.set(key(thing), thing)
  }
  const file = (number: number) => join(folder, `${number}.json`)
  return {
    all: () => [...things.values()],
    get: (number) => things.get(number),
    put(thing) {
      things.set(key(thing), thing)
      writeJson(file(key(thing)), thing)
      return thing
    },
    remove(number) {
      things.delete(number)
      rmSync(file(number), { force: true })
    },
  }
}

/** Writes a JSON file so that a reader sees the old one or the new one, never half of it. */
export function writeJson(file: string, value: unknown): void {
  const draft = `${file}.tmp`
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(draft, file)
}
