import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { describe, it } from 'vitest'

/** `name==version` of every package that the template's Python programs run with. */
const requirements = resolve(import.meta.dirname, '../template/requirements.txt')

const probe = `
import importlib.metadata as packages, sys
lines = [line.strip() for line in open(sys.argv[1])]
for name, version in (line.split("==") for line in lines if line and not line.startswith("#")):
    assert packages.version(name) == version, f"{name} is {packages.version(name)}, not {version}"
print(sys.executable)
`

/** A Python that has the template's packages: the one that PAWL_PYTHON names, else `python3`. */
function findPython(): { program: string } | { missing: string } {
  const program = process.env.PAWL_PYTHON ?? 'python3'
  const { status, stdout, stderr } = spawnSync(program, ['-c', probe, requirements], { encoding: 'utf8' })
  if (status === 0) return { program: stdout.trim() }
  const why = (stderr ?? '').trim().split('\n').at(-1) || 'it does not start'
  return { missing: `${program} cannot train the template's model: ${why}` }
}

/** Tests that train in Python: skipped with a line that says so where Python or a package is missing, never skipped in CI. */
export function describePython(name: string, tests: (python: string) => void): void {
  const found = findPython()
  if ('program' in found) {
    describe(name, () => tests(found.program))
    return
  }
  if (process.env.CI) throw new Error(`${name}: ${found.missing}; .ci/run says how to install them`)
  console.warn(`skipped: ${name} (${found.missing})`)
  describe.skip(name, () => it('needs Python with template/requirements.txt', () => {}))
}

/** A search path on which `python` is this program; a link would lose the environment that it is part of. */
export function pathWith(python: string, folder: string): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'python'), `#!/bin/sh\nexec '${python.replaceAll("'", `'\\''`)}' "$@"\n`)
  chmodSync(join(bin, 'python'), 0o755)
  return [bin, process.env.PATH ?? ''].join(delimiter)
}
