import type { Configured } from './project.ts'
import type { Dataset } from './schema/dataset.ts'
import type { Model } from './schema/model.ts'
import type { Settings } from './schema/settings.ts'
import type { ParsedYaml } from './yaml.ts'

/** A config file that was read, with its text's places for rules that look at several files. */
export interface Loaded<T> extends Configured<T> {
  yaml: ParsedYaml
}

/** All config files of a project, before the rules between them. */
export interface LoadedProject {
  settings: Loaded<Settings>
  datasets: ReadonlyMap<string, Loaded<Dataset>>
  models: ReadonlyMap<string, Loaded<Model>>
}
