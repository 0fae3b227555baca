import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import MarkdownIt, { type Token } from 'markdown-it'
import { call, repository } from '../../sandbox/demo/world.ts'
import { git } from '../../src/git/git.ts'
import type { JobResult } from './hand/job.ts'
import type { Scene } from './stage.ts'

/** Everything that Pawl says anywhere, by where it says it. */
export type Channels = ReadonlyMap<string, string>

/**
 * What some jobs printed, gave as outputs and summaries, and left for other jobs, and all that stands on GitHub: bodies,
 * comments, statuses, and files and messages of every branch but the dataset itself.
 */
export async function channels(world: Scene, jobs: readonly JobResult[]): Promise<Channels> {
  const said = new Map<string, string>()
  for (const [at, { name, log, steps, temp }] of jobs.entries()) {
    // The runner takes lines such as ::add-mask:: for itself and shows them to nobody.
    said.set(`${at} ${name}: log`, log.replaceAll(/^::add-mask::.*$/gm, ''))
    said.set(`${at} ${name}: outputs`, JSON.stringify(steps.map(({ outputs }) => [...outputs])))
    said.set(`${at} ${name}: summary`, steps.map(({ summary }) => summary).join('\n'))
    for (const path of await files(join(temp, 'pawl')))
      said.set(`${at} ${name}: ${relative(temp, path)}`, await readFile(path, 'latin1'))
  }
  for (const [where, text] of await onGitHub(world)) said.set(where, text)
  return said
}

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

async function onGitHub(world: Scene): Promise<Channels> {
  const said = new Map<string, string>()
  const { ada } = world.people
  const issues = await call<{ number: number; title: string; body: string; user: { type: string } }[]>(
    world,
    ada,
    'GET /issues?state=all&per_page=100',
  )
  for (const { number, title, body, user } of issues) {
    if (user.type === 'Bot') said.set(`#${number}`, `${title}\n${body}`)
    const comments = await call<{ body: string; user: { type: string } }[]>(
      world,
      ada,
      `GET /issues/${number}/comments?per_page=100`,
    )
    const own = comments.filter((comment) => comment.user.type === 'Bot')
    said.set(`#${number}: comments`, own.map((comment) => comment.body).join('\n\n'))
  }
  const bare = world.sandbox.gitFolder(repository)
  const refs = (await git(bare, 'for-each-ref', '--format=%(refname)')).split('\n').filter(Boolean)
  for (const ref of refs) {
    said.set(`${ref}: messages`, await git(bare, 'log', '--format=%B', ref))
    const sha = (await git(bare, 'rev-parse', ref)).trim()
    said.set(`${ref}: statuses`, JSON.stringify(await call(world, ada, `GET /commits/${sha}/statuses`)))
    const paths = (await git(bare, 'ls-tree', '-r', '--name-only', '-z', ref)).split('\0').filter(Boolean)
    for (const path of paths.filter((one) => one.startsWith('registry/') || ref.includes('pawl/state')))
      said.set(`${ref}: ${path}`, await git(bare, 'cat-file', 'blob', `${ref}:${path}`))
  }
  return said
}

/** The channels in which a text occurs. */
export function where(said: Channels, text: string): string[] {
  return [...said].filter(([, content]) => content.includes(text)).map(([channel]) => channel)
}

const github = new MarkdownIt({ html: true, linkify: true, breaks: true })

/** What a browser or GitHub would act on in markdown: pictures, addresses, HTML that is not ours, mentions. */
export function acts(markdown: string): string[] {
  const found: string[] = []
  const walk = (tokens: readonly Token[]): void => {
    for (const { type, content, attrGet, children } of tokens.map((token) => ({
      ...token,
      attrGet: (name: string) => token.attrGet(name),
    }))) {
      if (type === 'image') found.push(`picture ${attrGet('src')}`)
      if (type === 'link_open') found.push(`link ${attrGet('href')}`)
      if (type.startsWith('html_') && !/^<(\/?(details|summary|sub|sup|br|b|code)|!--)/.test(content.trim()))
        found.push(`HTML ${content}`)
      if (type === 'text' && /(^|[^\w`])@[a-z0-9]/i.test(content)) found.push(`mention ${content}`)
      walk(children ?? [])
    }
  }
  walk(github.parse(markdown, {}))
  return found
}
