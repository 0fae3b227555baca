import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Lock {
  packages: Record<string, { version: string; license?: string; dev?: boolean; optional?: boolean }>
}

/**
 * The licences of everything that the bundles may hold, each text once with the packages that come under it. `left` are the
 * packages that no bundle holds.
 */
export function licenses(root: string, left: (name: string) => boolean): string {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  const packagesOf = new Map<string, string[]>()
  for (const [folder, { version, license = 'no licence named', dev, optional }] of Object.entries(
    lock.packages,
  )) {
    const name = folder.split('node_modules/').at(-1) ?? ''
    if (folder === '' || dev || optional || left(name)) continue
    const text = textIn(join(root, folder)) ?? license
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), `${name} ${version} (${license})`])
  }
  return [...packagesOf]
    .map(([text, names]) => `${names.sort().join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function textIn(folder: string): string | undefined {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.|-|$)/i.test(name))
  return file && readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
}
