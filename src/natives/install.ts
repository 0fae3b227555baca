import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extract } from 'tar'
import { messageOf, UserError } from '../project/problem.ts'
import manifest from './packages.json' with { type: 'json' }

interface Package {
  name: string
  version: string
  integrity: string
  os?: string[]
  cpu?: string[]
  libc?: string[]
}

/**
 * The folder whose `node_modules` holds a native package and all it needs, installing it first if need be.
 * The folder's name carries the versions, so another version never meets it half way; it appears by one rename.
 */
export async function installedFolder(name: string): Promise<string> {
  const packages = packagesFor(name)
  const id = createHash('sha256')
    .update(packages.map((entry) => entry.integrity).join())
    .digest('hex')
    .slice(0, 16)
  const folder = join(cacheFolder(), 'pawl', `${name.replace(/\W+/g, '-').replace(/^-/, '')}-${id}`)
  if (existsSync(folder)) return folder

  const unfinished = `${folder}.${randomUUID()}`
  try {
    const registry = await registryInUse()
    for (const entry of packages) await install(entry, { registry, folder: unfinished })
    await rename(unfinished, folder)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    // Another process may have finished the same folder in the meantime.
    if (existsSync(folder)) return folder
    throw error
  }
  return folder
}

/** The packages of `packages.json` that this machine needs for a native one. */
export function packagesFor(name: string, machine = thisMachine()): Package[] {
  const group = (manifest as Record<string, Package[] | undefined>)[name]
  if (!group) throw new Error(`${name} is not listed in packages.json`)
  const packages = group.filter(
    ({ os, cpu, libc }) =>
      (!os || os.includes(machine.os)) &&
      (!cpu || cpu.includes(machine.cpu)) &&
      (!libc || libc.includes(machine.libc)),
  )
  const platformNeeded = group.some(({ cpu }) => cpu)
  if (platformNeeded && !packages.some(({ cpu }) => cpu))
    throw new UserError({
      message: `${name} has no build for ${machine.os} on ${machine.cpu}`,
      hint: 'run Pawl on Linux, macOS or Windows with x64 or arm64',
    })
  return packages
}

function thisMachine(): { os: string; cpu: string; libc: string } {
  const glibc = (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }).header
    ?.glibcVersionRuntime
  return {
    os: process.platform,
    cpu: process.arch,
    libc: glibc || process.platform !== 'linux' ? 'glibc' : 'musl',
  }
}

function cacheFolder(): string {
  return process.env.RUNNER_TOOL_CACHE || process.env.XDG_CACHE_HOME || join(homedir() || tmpdir(), '.cache')
}

async function registryInUse(): Promise<string> {
  const told = process.env.npm_config_registry
  if (told) return told.replace(/\/+$/, '')
  try {
    const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'], { timeout: 30_000 })
    return stdout.trim().replace(/\/+$/, '')
  } catch (cause) {
    throw new UserError(
      {
        message: 'npm was not found, so Pawl cannot tell which registry to install from',
        hint: 'add actions/setup-node before this step',
      },
      { cause },
    )
  }
}

async function install(
  { name, version, integrity }: Package,
  to: { registry: string; folder: string },
): Promise<void> {
  const url = `${to.registry}/${name}/-/${name.slice(name.lastIndexOf('/') + 1)}-${version}.tgz`
  const bytes = await download(url)
  checkIntegrity(bytes, { integrity, what: `${name} ${version}` })

  const archive = join(tmpdir(), `pawl-${randomUUID()}.tgz`)
  const target = join(to.folder, 'node_modules', name)
  await mkdir(target, { recursive: true })
  try {
    await writeFile(archive, bytes)
    await extract({ file: archive, cwd: target, strip: 1, filter: (path) => neededHere(name, path) })
  } finally {
    await rm(archive, { force: true })
  }
}

async function download(url: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(300_000) })
    if (!response.ok) throw new Error(`answered ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    throw new UserError(
      {
        message: `a native package could not be fetched: ${messageOf(cause)}`,
        hint: 'run npm ci with Pawl as a dependency, or check the npm registry in use',
      },
      { cause },
    )
  }
}

/** Throws unless the bytes have the sha512 that is committed. */
export function checkIntegrity(bytes: Uint8Array, expected: { integrity: string; what: string }): void {
  const actual = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
  if (actual !== expected.integrity)
    throw new Error(`${expected.what} has integrity ${actual}, expected ${expected.integrity}`)
}

/** onnxruntime-node carries the builds of all platforms; only this one's is unpacked. */
function neededHere(name: string, path: string): boolean {
  if (name !== 'onnxruntime-node' || !path.includes('/bin/')) return true
  return path.includes(`/${process.platform}/${process.arch}/`)
}
