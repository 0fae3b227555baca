import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './started.ts'

interface Manifest {
  dependencies: Record<string, string>
  devDependencies?: Record<string, string>
}
const manifest = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest

describe('the template’s packages', () => {
  const wanted = Object.entries(manifest('template/package.json').dependencies)
  const { dependencies, devDependencies } = manifest('package.json')

  it.each(wanted)('%s %s is exact and is what the project itself tests with', (name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
    expect({ ...dependencies, ...devDependencies }[name]).toBe(version)
  })

  it('are locked with their integrity, without the address of a registry', () => {
    const text = readFileSync(join(root, 'template/package-lock.json'), 'utf8')
    const lock = JSON.parse(text) as { packages: Record<string, { version?: string; integrity?: string }> }
    for (const [name, version] of wanted) expect(lock.packages[`node_modules/${name}`]?.version).toBe(version)
    for (const [path, { integrity }] of Object.entries(lock.packages))
      if (path !== '') expect(integrity, path).toMatch(/^sha512-/)
    expect(text).not.toContain('"resolved"')
  })
})

describe('the template’s Python packages', () => {
  const lines = readFileSync(join(root, 'template/requirements.txt'), 'utf8').split('\n')
  const pins = lines.filter((line) => line !== '' && !line.startsWith('#'))

  it.each(pins)('%s is exact', (pin) => {
    expect(pin).toMatch(/^[a-z][\w-]*==\d+(\.\d+)+$/)
  })

  it('hold all that the training program imports', () => {
    const program = readFileSync(join(root, 'template/models/income/train.py'), 'utf8')
    const modules = [...program.matchAll(/^(?:from|import) (\w+)/gm)].map(([, name = '']) => name)
    const ownOfPython = ['json', 'os', 'pathlib']
    const names = new Map([['sklearn', 'scikit-learn']])
    const needed = modules
      .filter((name) => !ownOfPython.includes(name))
      .map((name) => names.get(name) ?? name)
    expect(needed.length).toBeGreaterThan(2)
    for (const name of needed) expect(pins.map((pin) => pin.split('==')[0])).toContain(name)
  })
})
