/** The program `pawl` from the sources, for working on Pawl itself. */
import { cli } from '../src/main.ts'

await cli(process.argv)
