/**
 * Pins Pawl's actions in the template's workflows: `npx tsx scripts/pin.ts <commit of a release>`. The commit is the one
 * that the release's tag points to; the version is written beside it for people.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { version } from '../src/version.ts'

const pin = /(uses: pawl-dev\/pawl(?:\/[\w/-]+)?)@[0-9a-f]{40} # v\S+/g

/** The text of a workflow with every use of Pawl's actions at one commit. */
export function pinTo(text: string, release: { sha: string; version: string }): string {
  return text.replaceAll(pin, `$1@${release.sha} # v${release.version}`)
}

/** Files of a repository's `.github` folder that may use actions. */
export function workflowFiles(root: string): string[] {
  return readdirSync(join(root, '.github'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Rewrites the pins of a repository that was started from the template. */
export function pinFiles(root: string, release: { sha: string; version: string }): void {
  for (const path of workflowFiles(root)) writeFileSync(path, pinTo(readFileSync(path, 'utf8'), release))
}

if (process.argv[1] === import.meta.filename) {
  const [sha] = process.argv.slice(2)
  if (!sha || !/^[0-9a-f]{40}$/.test(sha)) {
    console.error('usage: npx tsx scripts/pin.ts <the 40 digits of a release commit>')
    process.exit(2)
  }
  pinFiles('template', { sha, version })
}
