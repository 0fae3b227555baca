import { z } from 'zod'
import { html } from '../../src/report/html/escape.ts'
import { readAll, type Source } from '../pages/api.ts'
import { type Choices, pullForm, runForms, threadForms, workflowForms } from '../pages/forms.ts'
import { frame, type Site } from '../pages/frame.ts'
import { indexPage } from '../pages/index-page.ts'
import { siteOf } from '../pages/pages.ts'
import { readIssues, readThread, readThreads } from '../pages/read.ts'
import { readPage, readRun, readRuns, type SummaryOf } from '../pages/read-runs.ts'
import { runPage, runsPage } from '../pages/run-pages.ts'
import { threadPage } from '../pages/thread.ts'

export interface SiteOptions {
  source: Source
  summaryOf: SummaryOf
  players: Choices['players']
  defaultBranch: string
  /** The workflows of the default branch as it is now. */
  workflows(): Promise<Choices['workflows']>
}

/** The pages of a repository as it is at the moment when one is asked for; undefined for a name that is none. */
export async function pageNow(options: SiteOptions, name: string): Promise<string | undefined> {
  const { source, summaryOf } = options
  const [, kind = '', number = ''] =
    /^(index|runs|pull|issue|run|artifact)(?:-(\d{1,15}))?\.html$/.exec(name) ?? []
  const id = Number(number)
  if (kind === 'artifact') return readPage(source, id).catch(() => undefined)
  const issues = await readIssues(source)
  const runs = await readRuns(source)
  const site: Site = { ...siteOf(source, { issues, runs }), live: true }
  switch (kind) {
    case 'index':
      return indexPage(site, await readThreads(source), pullForm(await choices(options)))
    case 'runs':
      return runsPage(site, runs, workflowForms(await choices(options)))
    case 'run': {
      const run = runs.find((one) => one.id === id)
      if (!run) return undefined
      return runPage(site, await readRun(source, id, summaryOf), runForms(await choices(options), run))
    }
    case 'pull':
    case 'issue': {
      const issue = issues.find((one) => one.number === id)
      if (!issue || site.page(id) !== name) return undefined
      const thread = await readThread(source, issue)
      return threadPage(site, thread, threadForms(await choices(options), thread))
    }
    default:
      return undefined
  }
}

const Branch = z.object({ name: z.string() })
const Open = z.object({ head: z.object({ ref: z.string() }) })

async function choices({ source, players, defaultBranch, workflows }: SiteOptions): Promise<Choices> {
  const proposed = new Set((await readAll(source, '/pulls?state=open', Open)).map(({ head }) => head.ref))
  const branches = (await readAll(source, '/branches', Branch))
    .map(({ name }) => name)
    .filter((name) => name !== defaultBranch && name !== 'pawl/state' && !proposed.has(name))
  return { players, branches, defaultBranch, workflows: await workflows() }
}

/** A page that says one thing. */
export function noticePage({ owner, repo }: Source, title: string, words: string): string {
  const site: Site = { ...siteOf({ owner, repo }, { issues: [], runs: [] }), live: false }
  return frame(site, {
    title,
    body: html`<h1>${title}</h1><p>${words}</p><p><a href="/index.html">Back</a></p>`,
  })
}
