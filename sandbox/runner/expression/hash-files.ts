import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { data, type FunctionDefinition } from '../workflow/language.ts'
import { globPattern } from './glob.ts'

/** `hashFiles(…)`: the SHA-256 of the files' SHA-256s in the order of their names; empty when no file fits. */
export function hashFilesFunction(workspace: string): FunctionDefinition {
  return {
    name: 'hashFiles',
    minArgs: 1,
    maxArgs: 255,
    call: (...patterns) =>
      new data.StringData(
        hashFiles(
          workspace,
          patterns.map((one) => one.coerceString()),
        ),
      ),
  }
}

export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const rules = patterns
    .flatMap((pattern) => pattern.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const excludes = line.startsWith('!')
      const path = excludes ? line.slice(1) : line
      return { excludes, pattern: globPattern(path.replace(/^\.\//, '')) }
    })
  const wanted = (path: string) =>
    rules.reduce((taken, { excludes, pattern }) => (pattern.test(path) ? !excludes : taken), false)
  const all = createHash('sha256')
  let found = false
  for (const path of walk(workspace, '')) {
    if (!wanted(path)) continue
    found = true
    all.update(
      createHash('sha256')
        .update(readFileSync(join(workspace, path)))
        .digest(),
    )
  }
  return found ? all.digest('hex') : ''
}

/** Files below a folder, relative to it; expressions are worked out without waiting, so this does not wait either. */
function* walk(root: string, folder: string): Generator<string> {
  for (const name of readdirSync(join(root, folder)).sort()) {
    const path = folder === '' ? name : `${folder}/${name}`
    const at = lstatSync(join(root, path))
    if (at.isDirectory()) yield* walk(root, path)
    else if (at.isFile() || (at.isSymbolicLink() && isFile(join(root, path)))) yield path
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true
