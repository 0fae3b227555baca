/** Writes what is made from the command definitions: action.yml and README of each action, the tables in README.md. `--check` only compares. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { commands } from '../src/commands/index.ts'
import { actionYml } from '../src/frame/action-yml.ts'
import { actionReadme, commandTable } from '../src/frame/readme.ts'

const check = process.argv.includes('--check')

function between(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md lacks the markers of ${name}`)
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const wanted = new Map<string, string>()
for (const command of commands) {
  if (command.runs.includes('root')) wanted.set('action.yml', actionYml(command, 'root'))
  if (!command.runs.includes('action')) continue
  wanted.set(`actions/${command.name}/action.yml`, actionYml(command, 'action'))
  wanted.set(`actions/${command.name}/README.md`, actionReadme(command))
}
wanted.set('README.md', between(readFileSync('README.md', 'utf8'), 'commands', commandTable(commands)))

for (const [path, content] of wanted) {
  if (read(path) === content) continue
  if (check) {
    console.error(`${path} is not current: run npm run generate`)
    process.exitCode = 1
    continue
  }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
