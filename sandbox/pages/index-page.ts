import { type Html, html } from '../../src/report/html/escape.ts'
import { frame, label, person, type Site, shown, statusLine, time } from './frame.ts'
import type { Thread } from './read.ts'
import { stateOf } from './state.ts'

/** The list of pull requests and issues, newest first, each pull request with the statuses of its head. */
export function indexPage(site: Site, threads: readonly Thread[], forms?: Html): string {
  const pulls = threads.filter(({ pull }) => pull !== undefined)
  const issues = threads.filter(({ pull }) => pull === undefined)
  return frame(site, {
    title: 'Pull requests and issues',
    body: html`<h1>${site.repository}</h1>
${list(site, 'Pull requests', pulls)}
${list(site, 'Issues', issues)}`,
    forms,
  })
}

function list(site: Site, title: string, threads: readonly Thread[]): Html {
  const open = threads.filter(({ issue }) => issue.state === 'open').length
  return html`<h2>${title}</h2><div class="box"><header><b>${open} open</b> · ${threads.length - open} closed</header><ul class="rows list">${threads.map((thread) => row(site, thread))}</ul></div>`
}

function row(site: Site, thread: Thread): Html {
  const { issue, pull } = thread
  const state = stateOf(thread)
  const statuses = pull?.commits.find(({ sha }) => sha === pull.head.sha)?.statuses ?? []
  return html`<li><span class="icon ${state.kind}" role="img" aria-label="${state.word}" title="${state.word}">${state.shape}</span><div class="what"><a href="${site.page(issue.number)}">${shown(issue.title)}</a> ${issue.labels.map(label)}
<div class="muted">#${issue.number} · ${state.word.toLowerCase()} · opened on ${time(issue.created_at)} by ${person(issue.user)} · ${issue.comments} comment${issue.comments === 1 ? '' : 's'}</div>
${statuses.map((status) => html`<div>${statusLine(site, status)}</div>`)}</div></li>\n`
}
