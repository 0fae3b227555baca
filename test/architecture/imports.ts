import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

/** One import, type import, re-export or dynamic import: a file of ours (`src/git/git.ts`) or a package (`zod`). */
export interface Import {
  file: string
  line: number
  target: { kind: 'file' | 'package'; name: string }
}

/** The TypeScript files below those of the folders that the repository has (git keeps no empty one), as paths with `/`. */
export function sources(root: string, folders: readonly string[]): string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        posix.join(folder, path.replaceAll('\\', '/')),
      ),
    )
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules/'))
    .sort()
}

export function importsOf(root: string, file: string): Import[] {
  return scan(readFileSync(join(root, file), 'utf8'), file)
}

/**
 * What a file names in `from '…'`, `import '…'`, `import('…')`, `require('…')`, `require.resolve('…')` and
 * `new URL('…', import.meta.url)`. TypeScript 7 has no parser to call, so this is a scan: comments are dropped, and what
 * looks like an import inside a text counts as one, but for the text 'from' itself. A false alarm can be seen and mended, a missed arrow cannot.
 */
export function scan(text: string, file: string): Import[] {
  const code = text
    .replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/^[ \t]*\/\/.*$/gm, '')
  const named = [
    ...code.matchAll(/(?<!['"`])\bfrom\s*(['"`])([^'"`\n]+)\1/g),
    ...code.matchAll(/^[ \t]*import\s*(['"`])([^'"`\n]+)\1/gm),
    ...code.matchAll(/\b(?:import|require|require\.resolve)\s*\(\s*(['"`])([^'"`\n]+)\1/g),
    ...code.matchAll(/\bnew URL\(\s*(['"`])(\.{1,2}\/[^'"`\n]+\.ts)\1/g),
  ]
  return named.map(({ 2: specifier, index }) => ({
    file,
    line: code.slice(0, index).split('\n').length,
    target: targetOf(specifier as string, file),
  }))
}

function targetOf(specifier: string, file: string): Import['target'] {
  if (specifier.startsWith('.')) return { kind: 'file', name: posix.join(dirname(file), specifier) }
  const parts = specifier.split('/')
  return {
    kind: 'package',
    name: specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] as string),
  }
}

/** One way round each cycle of imports, as the files on it; empty when there is none. */
export function cycles(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>()
  for (const { file, target } of imports)
    if (target.kind === 'file') next.set(file, [...(next.get(file) ?? []), target.name])
  const done = new Set<string>()
  const found: string[][] = []
  function visit(file: string, way: readonly string[]): void {
    const at = way.indexOf(file)
    if (at >= 0) {
      found.push([...way.slice(at), file])
      return
    }
    if (done.has(file)) return
    for (const other of next.get(file) ?? []) visit(other, [...way, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
  return found
}
