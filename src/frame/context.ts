import type { Forge } from '../forge/forge.ts'
import type { Log } from '../project/log.ts'

/** What made this run: GitHub's event on a runner, a person at a keyboard otherwise. */
export interface RunEvent {
  name: string
  payload: Readonly<Record<string, unknown>>
  actor: string | null
  /** The commit that the run is about. */
  sha: string | null
  repository: string | null
  runId: number | null
  /** Address of the run's page. */
  url: string | null
}

/** Files handed from one job to another, or from one workflow to another. */
export interface Artifacts {
  upload(artifact: { name: string; folder: string; files: readonly string[] }): Promise<void>
  /** Downloads the artifacts whose names begin with a prefix, each into its own folder; gives the folders by name. */
  download(wanted: { prefix: string; folder: string; runId?: number }): Promise<Map<string, string>>
}

/** All that a command may touch of the world. */
export interface Context {
  /** The repository's working copy. */
  root: string
  /** Folder for results; never inside what git tracks. */
  work: string
  log: Log
  /** How text for a person is shown. */
  style: { color: boolean }
  event: RunEvent
  clock(): Date
  /** Connects on first use; a missing token is a UserError. */
  forge(): Promise<Forge>
  /** Bytes of a file that lies outside the repository; undefined where they are not to be had or are not so many. */
  download(file: { location: string; bytes: number }): Promise<Uint8Array | undefined>
  artifacts: Artifacts | null
  /** Values that must not appear in any log. */
  secrets: readonly string[]
}
