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
const text = `${JSON.stringify(manifest, null, 2)}\n`
if (!process.argv.includes('--check')) writeFileSync(path, text)
else if (readFileSync(path, 'utf8') !== text) {
  console.error(`${path} is not current: run npm run generate`)
  process.exitCode = 1
}
