/** The program `pawl` from the sources, for working on Pawl itself. */
import { resolve } from 'node:path'
import { cli } from '../src/main.ts'

await cli(process.argv, {
  pawl: resolve(import.meta.dirname, '..'),
  load: () => import('../sandbox/serve/main.ts'),
})
