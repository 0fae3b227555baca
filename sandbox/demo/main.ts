/** The demo: Pawl's whole story on a GitHub on this machine, with the committed bundle. `npm run demo` */
import { resolve } from 'node:path'
import { story } from './story.ts'

const begun = performance.now()
const pawl = resolve(import.meta.dirname, '../..')
const node = process.env.PAWL_ACTION_NODE

function say(line: string): void {
  const seconds = ((performance.now() - begun) / 1000).toFixed(0).padStart(3)
  console.log(`${seconds} s  ${line}`)
}

const pages = await story({
  folder: resolve(pawl, '.demo'),
  pawl,
  say,
  ...(node ? { node } : {}),
  ...(process.argv.includes('--verbose')
    ? { onLine: (line: string) => console.log(`         | ${line}`) }
    : {}),
})
console.log(`\nLook at it: ${pages}`)
