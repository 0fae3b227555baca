import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Source } from './api.ts'
import type { Site } from './frame.ts'
import { indexPage } from './index-page.ts'
import { readThreads } from './read.ts'
import { threadPage } from './thread.ts'

export interface PagesOptions extends Source {
  /** Folder of the pages; made if missing. Files of other names in it stay. */
  out: string
  /** Pages in that folder that stand for an address, such as the report behind a status's link: address to relative path. */
  local?: ReadonlyMap<string, string>
}

/**
 * Writes the pull requests and issues of a repository as pages, as GitHub would show them: `index.html`,
 * `pull-<n>.html`, `issue-<n>.html`. Everything is read over GitHub's REST API. Gives the names of the files.
 */
export async function writePages(options: PagesOptions): Promise<string[]> {
  const threads = await readThreads(options)
  const names = new Map(
    threads.map(({ issue, pull }) => [issue.number, `${pull ? 'pull' : 'issue'}-${issue.number}.html`]),
  )
  const addresses = new Map(threads.map(({ issue }) => [issue.html_url, names.get(issue.number)]))
  const site: Site = {
    repository: `${options.owner}/${options.repo}`,
    page: (number) => names.get(number),
    local: (address) => options.local?.get(address) ?? addresses.get(address),
  }
  const files: [string, string][] = [
    ['index.html', indexPage(site, threads)],
    ...threads.map((thread): [string, string] => [
      names.get(thread.issue.number) as string,
      threadPage(site, thread),
    ]),
  ]
  await mkdir(options.out, { recursive: true })
  for (const [name, content] of files) await writeFile(join(options.out, name), content)
  return files.map(([name]) => name)
}
