import { z } from 'zod'
import { UserError } from '../../src/project/problem.ts'
import type { SandboxEvent } from '../github/sandbox.ts'
import { runMark, wordOf } from '../pages/run-state.ts'
import { type Open, open } from './open.ts'
import type { Place } from './place.ts'
import { type LocalRepository, readRepository } from './repository.ts'

interface ServeOptions {
  port: string
  pagesPort: string
  branch?: string
  remote: boolean
  verbose?: boolean
}

/** Serves until somebody ends it, and leaves nothing behind. */
export async function serve(options: ServeOptions, { pawl, directory, json }: Place): Promise<void> {
  const stop = stopped()
  const local = await readRepository(directory, options.branch)
  const opened = await open({
    local,
    pawl,
    ports: { github: portOf(options.port), pages: portOf(options.pagesPort) },
    remote: options.remote,
    onLine: (line) => {
      if (options.verbose && !json) print(`  ${line}`)
    },
  })
  try {
    if (json) print(JSON.stringify({ ...opened.record, address: opened.address }))
    else print(welcome(local, opened))
    opened.sandbox.onEvent((event) => {
      const line = json ? undefined : runLine(event, opened.record.pages)
      if (line) print(line)
    })
    await stop
  } finally {
    if (!json) print('\nEnding.')
    await opened.close()
  }
}

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Resolves when the terminal or somebody else asks to end; a second time ends at once. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        if (asked) process.exit(1)
        asked = true
        resolve()
      })
  })
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port
  throw new UserError(`${text} is no port (0 is a free one)`)
}

/** What somebody has to know who has just started it. */
function welcome(local: LocalRepository, { record, cast, address, hasRemote }: Open): string {
  const { defaultBranch, head, dirty, branch } = local
  const [author, approver] = ['author', 'approver'].map(
    (part) => cast.people.find(({ parts }) => parts.some((one) => one === part))?.login ?? '',
  ) as [string, string]
  const width = Math.max(...record.people.map(({ login }) => login.length))
  const people = record.people.map(
    ({ login, parts, token }) => `  ${login.padEnd(width)}  ${parts.join(', ').padEnd(16)}  ${token}`,
  )
  const notes = [
    ...(dirty ? ['Changes that are not committed are not in it.'] : []),
    ...(branch !== undefined && branch !== defaultBranch
      ? [`You are on ${branch}: what it holds is the default branch ${defaultBranch} of the sandbox.`]
      : []),
    ...(approver === author
      ? ['You are the only approver, and nobody approves what they wrote themselves.']
      : []),
  ]
  const push = hasRemote ? 'git push sandbox my-branch' : `git push ${address} my-branch`
  return `
${record.repository} at ${head.slice(0, 7)} on a GitHub of your own. Ctrl+C ends it and removes it.
${notes.map((note) => `${note}\n`).join('')}
  Pages   ${record.pages}
  GitHub  ${record.api}
  Push    ${address}${hasRemote ? '\n          also as the remote "sandbox" until this ends' : ''}

People (parts and tokens; they are worth nothing elsewhere)
${people.join('\n')}

In a second terminal, in this repository:
  ${push}
  pawl sandbox pull my-branch --title "Try it"
  pawl sandbox comment 1 "/approve 1a2b3c4" --as ${approver}
  pawl sandbox merge 1
  pawl sandbox dispatch pawl-retrain --input models=churn
  pawl sandbox schedule pawl-drift
  pawl sandbox wait
Or by HTTP as on GitHub: curl -H "authorization: Bearer <token>" ${record.api}/repos/${record.repository}/pulls
`
}

const RunEvent = z.object({
  workflow_run: z.object({
    id: z.int(),
    name: z.string(),
    event: z.string(),
    run_number: z.int(),
    status: z.string(),
    conclusion: z.string().nullable(),
    actor: z.object({ login: z.string() }),
  }),
})

/** One line for a run that begins or ends. */
function runLine({ name, action, payload }: SandboxEvent, pages: string): string | undefined {
  if (name !== 'workflow_run' || (action !== 'requested' && action !== 'completed')) return undefined
  const { workflow_run: run } = RunEvent.parse(payload)
  const about = `${run.name} #${run.run_number} (${run.event} by ${run.actor.login})`
  const words = action === 'requested' ? 'begins' : wordOf(run).toLowerCase()
  return `${shapeOf(run)} ${about}: ${words}  ${pages}/run-${run.id}.html`
}

const shapeOf = (run: { status: string; conclusion: string | null }): string =>
  runMark(run).html.replace(/<[^>]*>/g, '')
