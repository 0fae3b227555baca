import type { Command as Program } from 'commander'
import { z } from 'zod'
import { git } from '../../src/git/git.ts'
import { UserError } from '../../src/project/problem.ts'
import { Job, Run } from '../pages/answers.ts'
import { readAllIn, readBytes, type Source } from '../pages/api.ts'
import { wordOf } from '../pages/run-state.ts'
import type { Deed } from './deeds.ts'
import type { Place } from './place.ts'
import { readRecord, type Record as SandboxRecord } from './record.ts'

/** The commands of a second terminal. */
export function addDeeds(program: Program, place: Place): void {
  const add = (usage: string, description: string) =>
    program.command(usage).description(description).exitOverride()
  const say = (text: string, json: unknown): void =>
    void process.stdout.write(place.json ? `${JSON.stringify(json, null, 2)}\n` : `${text}\n`)
  const act = async (deed: Deed, form: Readonly<Record<string, string>>): Promise<void> => {
    const record = await findRecord(place)
    const done = await post(record, deed, form)
    say(`${done.words}: ${record.pages}/${done.page}`, done)
  }

  add('pull <branch>', 'Open a pull request.')
    .requiredOption('--title <text>', 'its title')
    .option('--body <text>', 'its description', '')
    .option('--base <branch>', 'the branch to merge into; the default branch if absent')
    .option('--as <person>', 'a login or a part', 'author')
    .action(async (head: string, { title, body, base, as }) => {
      const record = await findRecord(place)
      await act('pull', { as, head, title, body, base: base ?? (await defaultBranch(record)) })
    })
  add('comment <number> <text...>', 'Comment on a pull request or issue, such as with a slash command.')
    .option('--as <person>', 'a login or a part', 'approver')
    .action((number: string, words: string[], { as }) =>
      act('comment', { as, number, body: words.join(' ') }),
    )
  add('merge <number>', 'Merge a pull request by hand.')
    .option('--as <person>', 'a login or a part', 'owner')
    .option('--method <word>', 'merge, squash or rebase', 'squash')
    .action((number: string, { as, method }) => act('merge', { as, number, method }))
  add('close <number>', 'Close a pull request or issue.')
    .option('--as <person>', 'a login or a part', 'author')
    .action((number: string, { as }) => act('close', { as, number }))
  add('dispatch <workflow>', 'Start a workflow that has workflow_dispatch.')
    .option('--as <person>', 'a login or a part', 'author')
    .option('--ref <branch>', 'the branch to run on; the default branch if absent', '')
    .option('--input <name=value...>', 'its inputs', [])
    .action((workflow: string, { as, ref, input }) =>
      act('dispatch', { as, workflow, ref, inputs: (input as string[]).join('\n') }),
    )
  add('schedule <workflow>', 'Start a workflow as its schedule would, whatever time it is.').action(
    (workflow: string) => act('schedule', { workflow }),
  )
  add('approve-run <run>', 'Let a run go that waits for somebody.')
    .option('--as <person>', 'a login or a part', 'owner')
    .action((run: string, { as }) => act('approve-run', { as, run }))
  add('cancel-run <run>', 'End a run.')
    .option('--as <person>', 'a login or a part', 'owner')
    .action((run: string, { as }) => act('cancel-run', { as, run }))
  add('runs', 'List the runs so far.').action(async () => {
    const runs = await runsOf(await findRecord(place))
    say(runs.map(runLine).join('\n') || 'nothing has run yet', runs)
  })
  add('log <run>', 'Print the logs of a run.').action(async (run: string) => {
    const logs = await logsOf(await findRecord(place), run)
    say(logs.map(({ name, log }) => `== ${name}\n${log}`).join('\n'), logs)
  })
  add('wait', 'Wait until nothing runs, and list the runs.').action(async () => {
    const record = await findRecord(place)
    await ask(record, 'settled')
    const runs = await runsOf(record)
    say(runs.map(runLine).join('\n') || 'nothing has run yet', runs)
  })
}

async function findRecord({ directory }: Place): Promise<SandboxRecord> {
  const path = await git(
    directory,
    'rev-parse',
    '--path-format=absolute',
    '--git-path',
    'pawl-sandbox.json',
  ).catch(() => undefined)
  if (path === undefined) throw new UserError(`${directory} is in no git repository`)
  return readRecord(path.trim())
}

const Done = z.object({ page: z.string(), words: z.string() })

async function post(
  record: SandboxRecord,
  deed: Deed,
  form: Readonly<Record<string, string>>,
): Promise<z.infer<typeof Done>> {
  return Done.parse(JSON.parse(await ask(record, `do/${deed}`, new URLSearchParams(form))))
}

/** Asks the server of the pages with the key; a refusal is the user's to mend. */
async function ask({ pages, key }: SandboxRecord, path: string, form?: URLSearchParams): Promise<string> {
  const answer = await fetch(`${pages}/${path}`, {
    headers: { authorization: `Bearer ${key}` },
    ...(form ? { method: 'POST', body: form } : {}),
  })
  const text = await answer.text()
  if (answer.status === 422) throw new UserError(text)
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return text
}

function sourceOf({ api, people, repository }: SandboxRecord): Source {
  const [owner = '', repo = ''] = repository.split('/')
  return { apiUrl: api, token: people[0]?.token ?? '', owner, repo }
}

async function defaultBranch(record: SandboxRecord): Promise<string> {
  const { apiUrl, token, owner, repo } = sourceOf(record)
  const answer = await fetch(`${apiUrl}/repos/${owner}/${repo}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return z.object({ default_branch: z.string() }).parse(await answer.json()).default_branch
}

/** The oldest first, as they stand in a terminal. */
async function runsOf(record: SandboxRecord): Promise<Run[]> {
  const runs = await readAllIn(sourceOf(record), { path: '/actions/runs', list: 'workflow_runs', type: Run })
  return runs.reverse()
}

const runLine = (run: Run): string =>
  `${run.id}  ${wordOf(run).toLowerCase().padEnd(15)}  ${run.name} #${run.run_number}  ${run.event} on ${run.head_branch}`

async function logsOf(record: SandboxRecord, run: string): Promise<{ name: string; log: string }[]> {
  if (!/^\d{1,15}$/.test(run))
    throw new UserError(`${run} is no number of a run (pawl sandbox runs lists them)`)
  const source = sourceOf(record)
  const jobs = await readAllIn(source, { path: `/actions/runs/${run}/jobs`, list: 'jobs', type: Job }).catch(
    (cause) => {
      throw new UserError(`there is no run ${run} (pawl sandbox runs lists them)`, { cause })
    },
  )
  return Promise.all(
    jobs.map(async ({ id, name, conclusion }) => ({
      name,
      log:
        conclusion === 'skipped'
          ? 'skipped'
          : (await readBytes(source, `/actions/jobs/${id}/logs`)).toString('utf8'),
    })),
  )
}
