/**
 * `@actions/workflow-parser` imports its two schemas as JSON without an import attribute. Bundlers and tsx take that,
 * Node does not; this teaches it to, for that package alone. It must have run before the package is imported.
 */
import { readFileSync } from 'node:fs'
import * as module from 'node:module'
import { fileURLToPath } from 'node:url'

const wanted = /\/@actions\/workflow-parser\/dist\/[\w.-]+\.json$/

/** The same as `load` below for the thread in which Node before 22.15 keeps its hooks. */
const hooks = `import { readFileSync } from 'node:fs'
export const load = async (url, context, next) => ${wanted}.test(url)
  ? { format: 'module', shortCircuit: true, source: 'export default ' + readFileSync(new URL(url), 'utf8') }
  : next(url, context)`

interface Loaded {
  format: string
  shortCircuit?: boolean
  source: string
}
type Load = (url: string, context: unknown, next: (url: string, context: unknown) => Loaded) => Loaded

const load: Load = (url, context, next) =>
  wanted.test(url)
    ? {
        format: 'module',
        shortCircuit: true,
        source: `export default ${readFileSync(fileURLToPath(url), 'utf8')}`,
      }
    : next(url, context)

const registerHooks: unknown = Reflect.get(module, 'registerHooks')
if (typeof registerHooks === 'function') registerHooks({ load })
else module.register(`data:text/javascript,${encodeURIComponent(hooks)}`)
