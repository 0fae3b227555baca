import { cp } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** What of the template is there for its Python model: people who have Node only can do without. */
const forPython = ['models/income', 'data/people', 'data/generate-people.ts', 'requirements.txt']

/** Copies the template without its Python model, whose packages take half a minute to install for each job that trains. */
export async function copyNodeTemplate({ pawl, into }: { pawl: string; into: string }): Promise<void> {
  const template = join(pawl, 'template')
  const leftOut = new Set([...forPython, 'node_modules'])
  await cp(template, into, {
    recursive: true,
    filter: (path) => !leftOut.has(relative(template, path).split(sep).join('/')),
  })
}
