import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Issue, Run } from './answers.ts'
import type { Source } from './api.ts'
import type { Site } from './frame.ts'
import { indexPage } from './index-page.ts'
import { readThreads } from './read.ts'
import { readRun, readRuns, type SummaryOf } from './read-runs.ts'
import { runPage, runsPage } from './run-pages.ts'
import { threadPage } from './thread.ts'

export interface PagesOptions extends Source {
  /** Folder of the pages; made if missing. Files of other names in it stay. */
  out: string
  /** The summary of a job. */
  summaryOf?: SummaryOf
}

/** The name of the page of a pull request or issue. */
const threadFile = ({ number, pull_request }: Issue): string =>
  `${pull_request === undefined ? 'issue' : 'pull'}-${number}.html`

const runFile = ({ id }: Run): string => `run-${id}.html`

/** What pages of a repository know of each other. */
export function siteOf(
  { owner, repo }: Pick<Source, 'owner' | 'repo'>,
  { issues, runs }: { issues: readonly Issue[]; runs: readonly Run[] },
): Site {
  const names = new Map(issues.map((issue) => [issue.number, threadFile(issue)]))
  const addresses = new Map([
    ...issues.map((issue) => [issue.html_url, threadFile(issue)] as const),
    ...runs.map((run) => [run.html_url, runFile(run)] as const),
  ])
  return {
    repository: `${owner}/${repo}`,
    page: (number) => names.get(number),
    local: (address) => addresses.get(address) ?? addresses.get(address.replace(/\/job\/\d+$/, '')),
  }
}

/**
 * Writes the pull requests, issues and runs of a repository as pages, as GitHub would show them: `index.html`,
 * `pull-<n>.html`, `issue-<n>.html`, `runs.html`, `run-<id>.html`, and the pages that runs left. Everything is read over
 * GitHub's REST API, save the summaries of jobs. Gives the names of the files.
 */
export async function writePages(options: PagesOptions): Promise<string[]> {
  const { out, summaryOf = () => '' } = options
  const threads = await readThreads(options)
  const runs = await readRuns(options)
  const site = siteOf(options, { issues: threads.map(({ issue }) => issue), runs })
  const files: [string, string][] = [
    ['index.html', indexPage(site, threads)],
    ...threads.map((thread): [string, string] => [threadFile(thread.issue), threadPage(site, thread)]),
    ['runs.html', runsPage(site, runs)],
  ]
  for (const run of runs) {
    const details = await readRun(options, run.id, summaryOf)
    files.push([runFile(run), runPage(site, details)])
    for (const { artifact, html } of details.pages) files.push([`artifact-${artifact.id}.html`, html])
  }
  await mkdir(out, { recursive: true })
  for (const [name, content] of files) await writeFile(join(out, name), content)
  return files.map(([name]) => name)
}
