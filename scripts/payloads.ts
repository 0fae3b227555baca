/**
 * Writes test/runner/payloads.jsonl: which fields GitHub's own examples of webhook payloads have, for the events that the
 * sandbox raises for workflows. `--check` only compares. Of the examples only the names of the fields are taken.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extract } from 'tar'

const source = {
  package: '@octokit/webhooks-examples@7.6.1',
  archive: 'octokit-webhooks-examples-7.6.1.tgz',
  integrity:
    'sha512-De6U3XB6O3DtCa7bKgCMzTHdeopqqZ6SNivMYJnK65ierKL1AnNIA0tkRYCRS7lwGT792d+Ps1WbfHlso6MynQ==',
  examples: 'package/api.github.com/index.json',
}
const target = 'test/runner/payloads.jsonl'

/** Events by name and action; no action means the first example. */
const wanted = [
  ['push'],
  ['pull_request', 'opened'],
  ['pull_request', 'synchronize'],
  ['pull_request', 'closed'],
  ['issue_comment', 'created'],
  ['workflow_run', 'completed'],
  ['workflow_dispatch'],
  ['repository_dispatch'],
  ['merge_group', 'checks_requested'],
] as const

interface Event {
  name: string
  examples: { action?: string }[]
}

/** The names of the fields, as deep as there are objects. */
type Fields = { [name: string]: Fields }

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fieldsOf(one)]))
}

async function download(): Promise<Event[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-payloads-'))
  try {
    execFileSync('npm', ['pack', source.package, '--silent'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const archive = join(folder, source.archive)
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
    if (integrity !== source.integrity) {
      throw new Error(`${source.package} has the digest ${integrity}, expected ${source.integrity}`)
    }
    await extract({ file: archive, cwd: folder }, [source.examples])
    return JSON.parse(readFileSync(join(folder, source.examples), 'utf8')) as Event[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const events = await download()
const shapes = wanted.map(([name, action]) => {
  const examples = events.find((event) => event.name === name)?.examples ?? []
  const example = examples.find((one) => action === undefined || one.action === action)
  if (!example) throw new Error(`there is no example of ${name} ${action}`)
  return [action === undefined ? name : `${name} ${action}`, fieldsOf(example)]
})
const text = shapes.map((shape) => `${JSON.stringify(shape)}\n`).join('')
if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readFileSync(target, 'utf8') !== text) {
  console.error(`${target} is not current: run npx tsx scripts/payloads.ts`)
  process.exitCode = 1
}
