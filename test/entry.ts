import { entryOf as entryOfSources } from '../src/project/entry.ts'
import { compiled } from './compiled.ts'

export { nodeOptions, threadModule } from '../src/project/entry.ts'

/** Stands in for that of `src/project/entry.ts` in tests, which start hundreds of processes and threads. */
export const entryOf: typeof entryOfSources = (asking, program) => compiled(entryOfSources(asking, program))
