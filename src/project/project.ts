import type { Place } from './problem.ts'
import type { Dataset } from './schema/dataset.ts'
import type { Model } from './schema/model.ts'
import type { Settings } from './schema/settings.ts'

/** A config file's content after parsing, with where it stands in the repository (`data/customers/dataset.yaml`). */
export interface Configured<T> {
  path: string
  config: T
  /** Where a value stands in the file, where that is known. */
  placeOf?: PlaceOf
}

/** The place of a value, by the keys that lead to it. */
export type PlaceOf = (path: readonly PropertyKey[]) => Place

/** The three kinds of config file of a repository, checked against each other. Keys are names. */
export interface Project {
  settings: Settings
  datasets: ReadonlyMap<string, Configured<Dataset>>
  models: ReadonlyMap<string, Configured<Model>>
}

/** Where config files are read from: the working copy, a commit, or GitHub. Paths are relative to the repository, with `/`. */
export interface ProjectFiles {
  /** What messages call this place, such as `the working copy` or `commit 1a2b3c4`. */
  readonly name: string
  /** Paths of all files below a folder. */
  list(folder: string): Promise<string[]>
  read(path: string): Promise<string | undefined>
}
