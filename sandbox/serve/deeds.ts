import { z } from 'zod'
import { UserError } from '../../src/project/problem.ts'
import { type Cast, personBy } from './cast.ts'

/** What a person can do on the pages and by `pawl sandbox`: fields as a form has them, each in words of GitHub. */

const as = z.string().min(1)
const number = z.coerce.number().int().positive()
const name = z.string().min(1).max(255)

const fields = {
  pull: z.strictObject({ as, head: name, base: name, title: name, body: z.string().default('') }),
  comment: z.strictObject({ as, number, body: z.string().min(1) }),
  merge: z.strictObject({ as, number, method: z.enum(['merge', 'squash', 'rebase']).default('squash') }),
  close: z.strictObject({ as, number }),
  dispatch: z.strictObject({
    as,
    workflow: name,
    ref: z.string().default(''),
    inputs: z.string().default(''),
  }),
  schedule: z.strictObject({ workflow: name }),
  'approve-run': z.strictObject({ as, run: number }),
  'cancel-run': z.strictObject({ as, run: number }),
}
export type Deed = keyof typeof fields

export const isDeed = (word: string): word is Deed => Object.hasOwn(fields, word)

export interface Done {
  /** The page that shows it. */
  page: string
  words: string
}

export interface Doing {
  apiUrl: string
  repository: string
  people: Cast['people']
  tokenOf(login: string): string
  schedule(workflow: string): void
}

/** Does one thing as one person; throws a `UserError` with GitHub's words when it may not be done. */
export async function doDeed(
  doing: Doing,
  deed: Deed,
  form: Readonly<Record<string, string>>,
): Promise<Done> {
  const call = (login: string, route: string, body?: object) => request(doing, { login, route, body })
  switch (deed) {
    case 'pull': {
      const { as, ...body } = read(deed, form)
      const { number } = Numbered.parse(await call(as, 'POST /pulls', body))
      return { page: `pull-${number}.html`, words: `#${number} is open` }
    }
    case 'comment': {
      const { as, number, body } = read(deed, form)
      await call(as, `POST /issues/${number}/comments`, { body })
      return {
        page: await pageOf(call, as, number),
        words: `${personBy(doing.people, as)?.login} said so on #${number}`,
      }
    }
    case 'merge': {
      const { as, number, method } = read(deed, form)
      // GitHub works out whether it can be merged when somebody looks.
      await call(as, `GET /pulls/${number}`)
      await call(as, `PUT /pulls/${number}/merge`, { merge_method: method })
      return { page: `pull-${number}.html`, words: `#${number} is merged` }
    }
    case 'close': {
      const { as, number } = read(deed, form)
      await call(as, `PATCH /issues/${number}`, { state: 'closed' })
      return { page: await pageOf(call, as, number), words: `#${number} is closed` }
    }
    case 'dispatch': {
      const { as, workflow, ref, inputs } = read(deed, form)
      const main = ref || Repository.parse(await call(as, 'GET ')).default_branch
      const path = `/actions/workflows/${encodeURIComponent(fileOf(workflow))}/dispatches`
      const order = { ref: main, inputs: inputsOf(inputs), return_run_details: true }
      const { workflow_run_id: id } = Dispatched.parse(await call(as, `POST ${path}`, order))
      return { page: `run-${id}.html`, words: `run ${id} of ${fileOf(workflow)} begins` }
    }
    case 'schedule': {
      const { workflow } = read(deed, form)
      doing.schedule(fileOf(workflow))
      return { page: 'runs.html', words: `${fileOf(workflow)} runs as its schedule would start it` }
    }
    case 'approve-run':
    case 'cancel-run': {
      const { as, run } = read(deed, form)
      await call(as, `POST /actions/runs/${run}/${deed === 'approve-run' ? 'approve' : 'cancel'}`)
      return { page: `run-${run}.html`, words: `run ${run} is told` }
    }
  }
}

const Numbered = z.object({ number: z.int() })
const Dispatched = z.object({ workflow_run_id: z.int() })
const Repository = z.object({ default_branch: z.string() })
const Issue = z.object({ pull_request: z.unknown().optional() })

function read<D extends Deed>(deed: D, form: Readonly<Record<string, string>>): z.infer<(typeof fields)[D]> {
  const read = fields[deed].safeParse(form)
  if (read.success) return read.data as z.infer<(typeof fields)[D]>
  throw new UserError(
    read.error.issues.map(({ path, message }) => `${path.join('.') || deed}: ${message}`).join('; '),
  )
}

const fileOf = (workflow: string): string => (/\.ya?ml$/.test(workflow) ? workflow : `${workflow}.yml`)

/** `name=value` lines. */
function inputsOf(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return Object.fromEntries(
    lines.map((line): [string, string] => {
      const [, key, value] = /^([^=]+)=(.*)$/.exec(line) ?? []
      if (key === undefined) throw new UserError(`${line} is no input (write name=value)`)
      return [key.trim(), value ?? '']
    }),
  )
}

async function pageOf(
  call: (login: string, route: string) => Promise<unknown>,
  as: string,
  number: number,
): Promise<string> {
  const { pull_request } = Issue.parse(await call(as, `GET /issues/${number}`))
  return `${pull_request === undefined ? 'issue' : 'pull'}-${number}.html`
}

async function request(
  { apiUrl, repository, people, tokenOf }: Doing,
  { login, route, body }: { login: string; route: string; body: object | undefined },
): Promise<unknown> {
  const person = personBy(people, login)
  if (!person)
    throw new UserError({
      message: `nobody here is called ${login}`,
      hint: `there are ${people.map((one) => one.login).join(', ')}`,
    })
  const [method = '', path = ''] = route.split(' ')
  const answer = await fetch(`${apiUrl}/repos/${repository}${path}`, {
    method,
    headers: { authorization: `Bearer ${tokenOf(person.login)}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (answer.ok) return text === '' ? undefined : JSON.parse(text)
  throw new UserError(`GitHub says ${answer.status} to ${person.login}: ${wordsOf(text)}`)
}

const Refused = z.object({
  message: z.string(),
  errors: z.array(z.object({ message: z.string().optional() })).optional(),
})

function wordsOf(text: string): string {
  const { message, errors = [] } = Refused.parse(JSON.parse(text))
  return [message, ...errors.flatMap((error) => error.message ?? [])].join(': ')
}
