/**
 * Makes docs/report.png, the README's picture: the comment on the demo's pull request, photographed by Chromium. Run
 * `npm run demo` first. Without a Chromium, or with another name for it in PAWL_CHROMIUM that is none, it says so.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const page = join(root, '.demo/pages/pull-2.html')
const picture = join(root, 'docs/report.png')
const width = 1000

if (!existsSync(page)) throw new Error(`there is no ${page}: run npm run demo first`)
const chromium = [process.env.PAWL_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].find(isThere)
if (chromium === undefined)
  throw new Error(
    'no Chromium is here: install one, or name it in PAWL_CHROMIUM; docs/report.png is as it was',
  )

const folder = mkdtempSync(join(tmpdir(), 'pawl-picture-'))
try {
  const file = join(folder, 'comment.html')
  writeFileSync(file, comment(readFileSync(page, 'utf8')))
  const seen = photograph(chromium, ['--dump-dom', `--window-size=${width},800`], file)
  const height = Number(/data-height="(\d+)"/.exec(seen)?.[1])
  if (!(height > 100)) throw new Error('the comment has no height: is the page still drawn as it was?')
  photograph(chromium, [`--screenshot=${picture}`, `--window-size=${width},${height}`], file)
  console.log(`docs/report.png is ${width} x ${height}`)
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

function isThere(program: string | undefined): program is string {
  if (!program) return false
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A page of the comment of Pawl alone, with the slices unfolded, which tells how high it is. */
function comment(html: string): string {
  const style = /<style>[\s\S]*?<\/style>/.exec(html)?.[0]
  const said = [...html.matchAll(/<article class="box">[\s\S]*?<\/article>/g)]
    .map(([article]) => article)
    .find((article) => article.includes('github-actions[bot]'))
  if (style === undefined || said === undefined) throw new Error(`${page} has no comment of Pawl`)
  const open = said.replace(/<details>(?=<summary>[^<]*slices, worst first)/, '<details open>')
  if (open === said) throw new Error('the comment has no slices to unfold')
  return `<!doctype html><html lang="en"><meta charset="utf-8">${style}
<style>body { padding: 8px; } .box { margin: 0; }</style>
<body>${open}<script>document.body.dataset.height = Math.ceil(document.querySelector('.box').getBoundingClientRect().bottom) + 8</script></body></html>`
}

function photograph(program: string, options: readonly string[], file: string): string {
  return execFileSync(
    program,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--hide-scrollbars',
      '--disable-background-networking',
      `--user-data-dir=${join(folder, 'profile')}`,
      ...options,
      `file://${file}`,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 },
  )
}
