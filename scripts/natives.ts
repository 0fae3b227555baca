/** Writes src/natives/packages.json, the native packages with the integrity that package-lock.json records. `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs'

interface Locked {
  version: string
  integrity: string
  os?: string[]
  cpu?: string[]
  libc?: string[]
}

const groups: Record<string, (name: string) => boolean> = {
  '@duckdb/node-api': (name) => name.startsWith('@duckdb/'),
  'onnxruntime-node': (name) => name === 'onnxruntime-node' || name === 'onnxruntime-common',
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
const manifest = Object.fromEntries(
  Object.entries(groups).map(([group, belongs]) => [
    group,
    Object.entries(lock.packages)
      .map(([path, locked]) => ({ name: path.replace(/^node_modules\//, ''), ...locked }))
      .filter(({ name }) => belongs(name))
      .map(({ name, version, integrity, os, cpu, libc }) => ({ name, version, integrity, os, cpu, libc })),
  ]),
)

const path = 'src/natives/packages.json'
// Compared by what it says: the formatter has its own opinion on how it is set.
const isCurrent = JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))) === JSON.stringify(manifest)
if (!isCurrent && process.argv.includes('--check')) {
  console.error(`${path} is not current: run npm run generate`)
  process.exitCode = 1
} else if (!isCurrent) writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`)
