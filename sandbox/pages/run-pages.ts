import { type Html, html, trusted } from '../../src/report/html/escape.ts'
import type { Run } from './answers.ts'
import { frame, person, type Site, shown, time } from './frame.ts'
import { logLines } from './log.ts'
import { renderMarkdown } from './markdown.ts'
import type { JobDetails, RunDetails } from './read-runs.ts'
import { lasted, runMark, wordOf } from './run-state.ts'

/** All runs of workflows, the newest first. */
export function runsPage(site: Site, runs: readonly Run[], forms?: Html): string {
  const going = runs.filter(({ status }) => status !== 'completed').length
  return frame(site, {
    title: 'Actions',
    body: html`<h1>Actions</h1><div class="box"><header><b>${runs.length} run${runs.length === 1 ? '' : 's'}</b>${going > 0 ? ` · ${going} going` : ''}</header>${runRows(site, runs)}</div>`,
    forms,
  })
}

export function runRows(site: Site, runs: readonly Run[]): Html {
  return html`<ul class="rows list">${runs.map((run) => row(site, run))}</ul>`
}

function row(site: Site, run: Run): Html {
  const took = run.status === 'completed' ? ` · ${lasted(run.created_at, run.updated_at)}` : ''
  return html`<li><span class="icon">${runMark(run)}</span><div class="what"><a href="${site.local(run.html_url)}">${shown(run.display_title, 200)}</a>
<div class="muted">${shown(run.name, 100)} #${run.run_number} · ${wordOf(run).toLowerCase()} · ${shown(run.event, 40)} on <code class="branch">${shown(run.head_branch, 100)}</code> by ${person(run.actor)}${took}</div></div></li>\n`
}

/** One run: its jobs with steps and logs, what they said, and what they left. */
export function runPage(site: Site, { run, jobs, artifacts, pages }: RunDetails, forms?: Html): string {
  return frame(site, {
    title: `${run.display_title} · ${run.name} #${run.run_number}`,
    body: html`<h1>${shown(run.display_title, 200)} <span class="number">${shown(run.name, 100)} #${run.run_number}</span></h1>
<div class="summary"><b>${runMark(run)} ${wordOf(run)}</b> <span class="muted">${shown(run.event, 40)} by</span> ${person(run.actor)} <span class="muted">on</span> <code class="branch">${shown(run.head_branch, 100)}</code> <code>${run.head_sha.slice(0, 7)}</code> <span class="muted">· ${time(run.created_at)}${run.status === 'completed' ? ` · ${lasted(run.created_at, run.updated_at)}` : ''}</span></div>
${pages.length > 0 ? html`<p>${pages.map(({ artifact: { id, name } }) => html`<a class="button" href="artifact-${id}.html">Open ${shown(name.replace(/^pawl-(page|drift)-/, 'the report on '), 100)}</a> `)}</p>` : undefined}
<h2>Jobs</h2>${jobs.map(job)}
${jobs.filter(({ summary }) => summary !== '').map((one) => html`<h2>${shown(one.name, 100)}: summary</h2><div class="box"><div class="markdown-body">${trusted(renderMarkdown(one.summary, site))}</div></div>`)}
${artifacts.length > 0 ? html`<h2>Artifacts</h2><div class="box"><ul class="rows">${artifacts.map(({ name, size_in_bytes }) => html`<li>${shown(name, 100)} <span class="muted">${Math.max(1, Math.round(size_in_bytes / 1024))} KB</span></li>`)}</ul></div>` : undefined}`,
    forms,
  })
}

function job(one: JobDetails): Html {
  const { annotations, steps } = one
  const open = one.status === 'in_progress' || one.conclusion === 'failure'
  return html`<details class="file job" id="job-${one.id}"${open ? html` open` : undefined}><summary>${runMark(one)} ${shown(one.name, 200)} <span class="muted">${lasted(one.started_at, one.completed_at)}</span></summary>
${annotations.map(({ annotation_level, path, start_line, message }) => html`<div class="note ${annotation_level}">${annotation_level}: ${shown(message, 1000)}${path === '.github' ? undefined : html` <span class="muted">${shown(path, 200)}:${start_line}</span>`}</div>`)}
<ul class="rows steps">${steps.map((step) => html`<li>${runMark(step)} ${shown(step.name, 200)} <span class="muted">${lasted(step.started_at, step.completed_at)}</span></li>`)}</ul>
${one.log === undefined ? undefined : html`<details class="whole-log" id="log-${one.id}"${one.conclusion === 'failure' ? html` open` : undefined}><summary>Log</summary>${logLines(one.log)}</details>`}
</details>\n`
}
