import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hashFiles } from '../expression/hash-files.ts'
import type { StandIn, StandInStep } from './stand-in.ts'

/** `actions/setup-python`: the runner's Python as `python`, `python3` and `pip`, in an environment that pip may write to. */
export const setupPython: StandIn = {
  inputs: new Map([
    ['python-version', ''],
    ['python-version-file', ''],
    ['cache', ''],
    ['architecture', ''],
    ['check-latest', 'false'],
    ['token', ''],
    ['cache-dependency-path', ''],
    ['update-environment', 'true'],
    ['allow-prereleases', 'false'],
    ['freethreaded', 'false'],
    ['pip-version', ''],
    ['pip-install', ''],
  ]),
  async main(step) {
    const { python } = step.job.host.settings
    const bin = python ? await namesFor(step, python) : await environmentOf(step)
    const program = join(bin, 'python')
    const { code, lines } = await step.run(
      program,
      ['-c', 'import platform; print(platform.python_version())'],
      {
        quiet: true,
      },
    )
    const version = lines.at(-1) ?? ''
    if (code !== 0) throw new Error(`${program} does not run: ${lines.join(' ')}`)
    const wanted = step.input('python-version')
    if (/^\d+(\.\d+)*$/.test(wanted) && !`${version}.`.startsWith(`${wanted}.`)) {
      step.log(`##[notice]Python ${wanted} was asked for; the sandbox has ${version}`)
    }
    step.job.path.unshift(bin)
    step.job.env.set('pythonLocation', join(bin, '..'))
    step.outputs.set('python-version', version)
    step.outputs.set('python-path', program)
    refuseWithoutDependencies(step)
    step.outputs.set('cache-hit', 'false')
  },
}

const dependencies = new Map([
  ['pip', ['**/requirements.txt', '**/pyproject.toml']],
  ['pipenv', ['**/Pipfile.lock']],
  ['poetry', ['**/poetry.lock']],
])

/** Nothing is cached here; but what the real one refuses is refused. */
function refuseWithoutDependencies(step: StandInStep): void {
  const cache = step.input('cache')
  if (cache === '') return
  const usual = dependencies.get(cache)
  if (!usual) throw new Error(`Caching for '${cache}' is not supported`)
  const { workspace } = step.job.folders
  const given = step.lines('cache-dependency-path')
  const wanted = given.length > 0 ? given : usual
  if (hashFiles(workspace, wanted) !== '') return
  throw new Error(
    `No file in ${workspace} matched to [${wanted.join(' or ')}], make sure you have checked out the target repository`,
  )
}

/** A given Python under all its names; a link would lose the environment that it is part of. */
async function namesFor({ job }: StandInStep, python: string): Promise<string> {
  const bin = join(job.folders.temp, '_python', 'bin')
  await mkdir(bin, { recursive: true })
  const scripts = { python: '"$@"', python3: '"$@"', pip: '-m pip "$@"', pip3: '-m pip "$@"' }
  for (const [name, rest] of Object.entries(scripts)) {
    const file = join(bin, name)
    await writeFile(file, `#!/bin/sh\nexec '${python.replaceAll("'", `'\\''`)}' ${rest}\n`)
    await chmod(file, 0o755)
  }
  return bin
}

/** A virtual environment of the job's own, made by the machine's Python. */
async function environmentOf(step: StandInStep): Promise<string> {
  const folder = join(step.job.folders.temp, '_python')
  const { code } = await step.run('python3', ['-m', 'venv', folder])
  if (code !== 0 || !existsSync(folder)) throw new Error('python3 -m venv failed: is Python installed?')
  return join(folder, 'bin')
}
