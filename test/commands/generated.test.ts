import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { commands } from '../../src/commands/index.ts'
import { actionYml } from '../../src/frame/action-yml.ts'
import { describeInputs } from '../../src/frame/command.ts'
import { actionReadme, commandTable } from '../../src/frame/readme.ts'

/* Everything that is made from the definitions in src/commands is as they are now. */

const root = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const actions = commands.filter(({ runs }) => runs.includes('action'))
const bundled = commands.filter(({ runs }) => runs.some((surface) => surface !== 'cli'))

describe('what is made from the definitions', () => {
  it.each(actions.map((command) => [command.name, command] as const))(
    'actions/%s is current',
    (name, command) => {
      expect(read(`actions/${name}/action.yml`)).toBe(actionYml(command, 'action'))
      expect(read(`actions/${name}/README.md`)).toBe(actionReadme(command))
    },
  )

  it('the root action.yml and the table in README.md are current', () => {
    const [whole, ...more] = commands.filter(({ runs }) => runs.includes('root'))
    expect(more).toEqual([])
    if (whole) expect(read('action.yml')).toBe(actionYml(whole, 'root'))
    expect(read('README.md')).toContain(`\n${commandTable(commands)}\n`)
  })

  it('no action and no stub is left of a command that is gone', () => {
    const names = (folder: string) => readdirSync(join(root, folder))
    expect(names('actions')).toEqual(actions.map(({ name }) => name).sort())
    const stubs = names('dist').filter(
      (name) =>
        ![
          'package.json',
          'licenses.txt',
          'pawl',
          'predict',
          'compare',
          'count',
          'infer',
          'ask',
          'cli',
          'sandbox',
        ].includes(name),
    )
    expect(stubs.sort()).toEqual(bundled.map(({ name }) => name).sort())
  })

  it('each action starts a stub of the bundle, which says which command it is', () => {
    for (const { name, runs } of bundled) {
      const folders = [
        ...(runs.includes('action') ? [`actions/${name}`] : []),
        ...(runs.includes('root') ? ['.'] : []),
      ]
      for (const folder of folders) {
        const { runs: how } = parse(read(join(folder, 'action.yml'))) as {
          runs: { using: string; main: string }
        }
        expect(how.using).toBe('node24')
        const stub = join(folder, how.main)
        expect(existsSync(join(root, stub)), stub).toBe(true)
        expect(read(stub)).toContain(`action('${name}')`)
      }
    }
  })

  it('the schemas and the list of native packages are current', () => {
    for (const script of ['schemas', 'natives']) {
      const checked = spawnSync(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, '--check'], {
        cwd: root,
        encoding: 'utf8',
      })
      expect(checked.status, checked.stderr).toBe(0)
    }
  })
})

it('every input and output is described, and no name is taken twice', () => {
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length)
  for (const { name, summary, inputs, outputs, positional = [] } of commands) {
    expect(summary, name).toMatch(/^[A-Z].*\.$/)
    for (const input of describeInputs(inputs))
      expect(input.description, `${name} ${input.name}`).not.toBe('')
    for (const [output, type] of Object.entries(outputs))
      expect(type.description, `${name} ${output}`).toBeTruthy()
    for (const input of positional) expect(Object.keys(inputs), name).toContain(input)
  }
})
