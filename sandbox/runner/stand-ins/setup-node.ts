import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { StandIn, StandInStep } from './stand-in.ts'

/** `actions/setup-node`: puts the runner's Node on the path, and says so where another version was wanted. */
export const setupNode: StandIn = {
  inputs: new Map([
    ['always-auth', ''],
    ['node-version', ''],
    ['node-version-file', ''],
    ['architecture', ''],
    ['check-latest', 'false'],
    ['registry-url', ''],
    ['scope', ''],
    ['token', ''],
    ['cache', ''],
    ['package-manager-cache', 'true'],
    ['cache-dependency-path', ''],
    ['mirror', ''],
    ['mirror-token', ''],
  ]),
  async main(step) {
    const { node } = step.job.host.settings
    const { stdout } = await promisify(execFile)(node, ['--version'])
    const version = stdout.trim()
    const wanted = await wantedVersion(step)
    if (wanted !== '' && !isMet(wanted, version)) {
      step.log(`##[notice]Node ${wanted} was asked for; the sandbox has ${version}`)
    }
    step.job.path.unshift(dirname(node))
    step.outputs.set('node-version', version)
    const cache = step.input('cache')
    if (cache === '') return
    refuseWithoutLock(step, cache)
    step.outputs.set('cache-hit', 'false')
  },
}

async function wantedVersion(step: StandInStep): Promise<string> {
  const file = step.input('node-version-file')
  const version = step.input('node-version')
  if (version !== '' || file === '') return version
  const path = resolve(step.job.folders.workspace, file)
  if (!existsSync(path)) throw new Error(`The specified node version file at: ${path} does not exist`)
  const text = await readFile(path, 'utf8')
  if (!file.endsWith('package.json')) return text.trim()
  const engines: unknown = JSON.parse(text).engines?.node
  return typeof engines === 'string' ? engines : ''
}

/** Whether a plain version such as `24` or `v20.1` is this one; ranges are left to npm. */
function isMet(wanted: string, version: string): boolean {
  const plain = wanted.replace(/^v|\.x$/g, '')
  if (!/^\d+(\.\d+)*$/.test(plain)) return true
  return `${version.replace(/^v/, '')}.`.startsWith(`${plain}.`)
}

const locks = new Map([
  ['npm', ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock']],
  ['yarn', ['yarn.lock']],
  ['pnpm', ['pnpm-lock.yaml']],
])

function refuseWithoutLock(step: StandInStep, cache: string): void {
  const names = locks.get(cache)
  if (!names) throw new Error(`Caching for '${cache}' is not supported`)
  const { workspace } = step.job.folders
  const paths = step.lines('cache-dependency-path')
  const wanted = paths.length > 0 ? paths : names
  if (wanted.some((name) => existsSync(join(workspace, name)))) return
  throw new Error(
    `Dependencies lock file is not found in ${workspace}. Supported file patterns: ${names.join(',')}`,
  )
}
