import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { sandboxProgram } from '../../sandbox/serve/main.ts'
import { commands } from '../../src/commands/index.ts'
import { program } from '../../src/frame/cli.ts'
import type { AnyCommand } from '../../src/frame/command.ts'
import { parseSettings } from '../../src/project/load.ts'
import { readComment } from '../../src/promotion/comment-lines.ts'

/* What the documentation shows is there, and can be typed as it is shown. */

const root = resolve(import.meta.dirname, '../..')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'template/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'actions')).map((name) => `actions/${name}/README.md`),
]
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

interface Example {
  page: string
  text: string
}

/** Blocks of code of one language, without the blanks of a list that they stand in. */
function blocks(language: string): Example[] {
  return pages.flatMap((page) =>
    [...read(page).matchAll(/^( *)```(\w+)\n(.*?)^ *```$/gms)]
      .filter(([, , of]) => of === language)
      .map(([, indent = '', , text = '']) => ({
        page,
        text: text.replaceAll(RegExp(`^${indent}`, 'gm'), ''),
      })),
  )
}

const lines = blocks('sh').flatMap(({ page, text }) =>
  text
    .split('\n')
    .map((line) => ({ page, text: line.replace(/ +#.*$/, '').trim() }))
    .filter((line) => line.text !== ''),
)

/** Code in running text. What holds a placeholder cannot be typed. */
const spans = pages.flatMap((page) =>
  [
    ...read(page)
      .replaceAll(/^ *```.*?^ *```$/gms, '')
      .matchAll(/`([^`\n]+)`/g),
  ]
    .map(([, text = '']) => ({ page, text }))
    .filter(({ text }) => !/[<>…[\]]/.test(text)),
)

const ofPawl = ({ text }: Example): boolean => /^(npx )?pawl [a-z]/.test(text)

/** Has the program take a line apart as it would, with commands that do nothing. */
async function type({ text }: Example): Promise<Map<string, unknown>> {
  const given = new Map<string, unknown>()
  const deaf = commands.map(
    (command): AnyCommand => ({
      ...command,
      run: async (_, inputs) => {
        given.set(command.name, inputs)
        return { outputs: {}, text: '', json: null }
      },
    }),
  )
  const words = [...text.replace(/^(npx )?pawl /, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)]
  const typed = words.map(([, single, double, plain]) => single ?? double ?? plain ?? '')
  const sandbox = { pawl: root, load: async () => ({ sandbox: deafSandbox(given) }) }
  const pawl = program(deaf, { version: '0', sandbox }).configureOutput({ writeErr: () => {} })
  for (const sub of pawl.commands) sub.configureOutput({ writeErr: () => {} })
  await pawl.parseAsync(['node', 'pawl', '--quiet', ...typed])
  return given
}

/** The same for what follows `pawl sandbox`. */
function deafSandbox(given: Map<string, unknown>) {
  return async (words: readonly string[]): Promise<number> => {
    const program = sandboxProgram({ pawl: root, directory: root, json: false })
    for (const sub of program.commands) {
      sub.configureOutput({ writeErr: () => {} })
      sub.action((...all) => void given.set(`sandbox ${sub.name()}`, all))
    }
    await program.parseAsync([...words], { from: 'user' })
    return 0
  }
}

describe('an example', () => {
  it('of pawl is a command with flags that it has', async () => {
    const examples = lines.filter(ofPawl)
    expect(examples.length).toBeGreaterThan(1)
    for (const example of examples) expect((await type(example)).size, JSON.stringify(example)).toBe(1)
    process.exitCode = 0
  })

  it('of pawl in a sentence names a command that there is, and flags that it has', async () => {
    const examples = spans.filter(ofPawl)
    expect(examples.length).toBeGreaterThan(3)
    for (const example of examples) {
      const [name, ...rest] = example.text.replace(/^(npx )?pawl /, '').split(' ')
      expect([...commands.map((command) => command.name), 'sandbox'], JSON.stringify(example)).toContain(name)
      if (rest.length > 0) expect((await type(example)).size, JSON.stringify(example)).toBe(1)
    }
    process.exitCode = 0
  })

  it('of a slash command is one', () => {
    const examples = spans.filter(({ text }) => /^\/[a-z]+ \S/.test(text))
    expect(examples.length).toBeGreaterThan(1)
    for (const { page, text } of examples)
      expect(readComment(text), `${page}: ${text}`).toMatchObject({ kind: 'command' })
  })

  it('of npm or a script names one that there is', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const all = [...lines, ...spans].filter(({ page }) => !page.startsWith('template/'))
    const runs = all.flatMap(({ page, text }) =>
      [...text.matchAll(/npm (?:run |(?=test))([\w:-]+)/g)].map(([, name = '']) => ({ page, name })),
    )
    expect(runs.length).toBeGreaterThan(2)
    for (const { page, name } of runs) expect(Object.keys(scripts), page).toContain(name)
    const programs = [...lines, ...spans].flatMap(({ page, text }) =>
      [...text.matchAll(/tsx (\S+\.ts)/g)].map(([, path = '']) => ({ page, path })),
    )
    for (const { page, path } of programs) {
      const at = page.startsWith('template/') ? `template/${path}` : path
      expect(existsSync(join(root, at)), `${page}: ${path}`).toBe(true)
    }
  })

  it('of a config file is one that loads', () => {
    const examples = blocks('yaml').map(({ page, text }) => ({ page, text, keys: parse(text) as unknown }))
    const settings = examples.filter(({ keys }) => keys instanceof Object && 'pawl' in keys)
    expect(settings.length).toBeGreaterThan(0)
    for (const { page, text } of settings) expect(() => parseSettings(text), page).not.toThrow()
  })
})

it('every link to a file leads to one', () => {
  for (const page of pages)
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      expect(existsSync(join(root, dirname(page), target)), `${page}: ${target}`).toBe(true)
    }
})
