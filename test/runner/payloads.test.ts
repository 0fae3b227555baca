import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Stage, workflow } from './stage.ts'

type Fields = { [name: string]: Fields }
/** Made by scripts/payloads.ts: one event a line. */
const lines = readFileSync(join(import.meta.dirname, 'payloads.jsonl'), 'utf8')
  .trim()
  .split('\n')
const shapes = lines.map((line) => JSON.parse(line) as [string, Fields])

/**
 * What GitHub's examples have and the sandbox does not. Actions gets no list of files for a commit, says the page on
 * `push`; the other fields are old ones of `push`, of apps, and of organisations.
 */
const absent = [
  /^push: (head_commit\.(added|removed|modified)|repository\.(stargazers|master_branch|owner\.(name|email)))$/,
  /repo(sitory)?\.(web_commit_signoff_required|custom_properties)$/,
  /^\S+( \S+)?: (organization|installation|enterprise)$/,
]

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  const scene = await stage.scene()
  await scene.push({
    '.github/workflows/w.yml': workflow('[workflow_dispatch, pull_request]', '- run: "true"'),
  })
  await scene.push({ 'a.txt': '1' }, { branch: 'topic' })
  const number = await scene.propose('topic')
  await scene.push({ 'a.txt': '2' }, { branch: 'topic' })
  await scene.call('ada', `POST /issues/${number}/comments`, { body: 'hello' })
  await scene.call('ada', 'POST /dispatches', { event_type: 'x', client_payload: { a: 1 } })
  await stage.runner.dispatch({ repository: scene.fullName, workflow: 'w', login: 'ada' })
  await stage.sandbox.queueMerge(scene.fullName, number, 'ada')
  await scene.call('ada', `PATCH /pulls/${number}`, { state: 'closed' })
  await stage.runner.settled()
})
afterAll(() => stage.close())

/** Fields of the example that a payload lacks; what is null on either side says nothing of its fields. */
function lacking(wanted: Fields, value: unknown, path: string): string[] {
  if (Object.keys(wanted).length === 0 || value === null) return []
  if (typeof value !== 'object') return [`${path} is no object`]
  const own = new Map(Object.entries(value))
  return Object.entries(wanted).flatMap(([name, fields]) => {
    const at = path === '' ? name : `${path}.${name}`
    return own.has(name) ? lacking(fields, own.get(name), at) : [at]
  })
}

describe('the payload of an event has every field of GitHub’s own example', () => {
  test.each(shapes)('%s', (title, shape) => {
    const [name, action] = title.split(' ')
    const event = stage.sandbox.events.find(
      (one) => one.name === name && (action === undefined || one.action === action),
    )
    if (!event) throw new Error(`no event ${title}`)
    const missing = lacking(shape, event.payload, '').map((field) => `${title}: ${field}`)
    expect(missing.filter((field) => !absent.some((pattern) => pattern.test(field)))).toEqual([])
  })
})
