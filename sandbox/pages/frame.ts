import { htmlDocument } from '../../src/report/html/document.ts'
import { type Html, html } from '../../src/report/html/escape.ts'
import { visible } from '../../src/report/visible.ts'
import type { Status } from './answers.ts'
import { styleSheet } from './style.ts'

/** What every page of a repository knows. */
export interface Site {
  repository: string
  /** The page that stands for an address of GitHub, such as that of a run; relative to the folder of pages. */
  local(address: string): string | undefined
  /** The page of a pull request or issue. */
  page(number: number): string | undefined
  /** Pages that are served: they look after themselves and have forms. */
  live?: boolean
}

const livePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'"

export interface Parts {
  title: string
  body: Html
  /** What stays as it is while a page that is served looks after itself. */
  forms?: Html | undefined
}

/** A page of the site; written to a file it needs nothing from anywhere and runs no script. */
export function frame(site: Site, { title, body, forms }: Parts): string {
  return htmlDocument({
    title: `${visible(title, 120)} · ${site.repository}`,
    style: styleSheet(),
    body: html`<div class="top"><a href="index.html"><b>${site.repository}</b></a><a href="index.html">Pull requests and issues</a><a href="runs.html">Actions</a></div>
<main>
<div id="live">
${body}
</div>
${forms}
</main>`,
    ...(site.live ? { policy: livePolicy, script: 'live.js' } : {}),
  })
}

/** A value on one line; hidden characters become visible. */
export function shown(value: string, max = 500): Html {
  return html`${visible(value, max)}`
}

/** `2 Mar 2026, 09:30`: always UTC, so that pages do not depend on where they are made. */
export function time(at: string): Html {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return html`at an unknown time`
  const iso = date.toISOString()
  const words = `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${iso.slice(11, 16)} UTC`
  return html`<time datetime="${iso}">${words}</time>`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const statusShapes: Record<Status['state'], string> = { success: '✓', failure: '✗', error: '✗', pending: '●' }

export function statusMark(status: Status): Html {
  const words = `${status.context}: ${status.description ?? status.state}`
  return html`<span class="status ${status.state}" role="img" aria-label="${visible(words)}" title="${visible(words)}">${statusShapes[status.state]}</span>`
}

/** A status on a line of its own, with a link where it leads somewhere. */
export function statusLine(site: Site, status: Status): Html {
  return html`${statusMark(status)} <b>${shown(status.context, 100)}</b> <span class="muted">${shown(status.description ?? status.state)}</span>${details(site, status.target_url)}`
}

function details(site: Site, address: string | null): Html | undefined {
  if (address === null) return undefined
  const local = site.local(address)
  if (local === undefined && !/^https?:\/\//.test(address)) return undefined
  return html` <a href="${local ?? address}" rel="noopener noreferrer">Details</a>`
}

interface Author {
  login: string
  type: string
}

export function person(user: Author | null | undefined): Html {
  if (!user) return html`<b>ghost</b>`
  return html`<b>${shown(user.login, 60)}</b>${user.type === 'Bot' ? html`<span class="tag">bot</span>` : undefined}`
}

const avatarColors = ['#0969da', '#8250df', '#bf3989', '#1a7f37', '#9a6700', '#bc4c00', '#1b7c83']

/** A letter on a colour that is always the same for a login. */
export function avatar(user: Author | null | undefined): Html {
  const login = user?.login ?? 'ghost'
  const sum = [...login].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0)
  const color = avatarColors[sum % avatarColors.length]
  const kind = user?.type === 'Bot' ? ' bot' : ''
  return html`<span class="avatar${kind}" style="background:${color}" aria-hidden="true">${shown([...login][0]?.toUpperCase() ?? '?', 4)}</span>`
}

export function label({ name, color }: { name: string; color: string }): Html {
  const tone = /^[0-9a-f]{6}$/i.test(color) ? color : 'ededed'
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(tone.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ]
  const ink = 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? '#1f2328' : '#ffffff'
  return html`<span class="label" style="background:#${tone};color:${ink}">${shown(name, 60)}</span>`
}
