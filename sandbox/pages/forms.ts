import { type Html, html } from '../../src/report/html/escape.ts'
import type { Run } from './answers.ts'
import { shown } from './frame.ts'
import type { Thread } from './read.ts'

/** Somebody in whose name forms of a served page act. */
export interface Player {
  login: string
  /** What they are for whoever tries a repository, such as `approver`. */
  parts: readonly string[]
}

export interface Choices {
  players: readonly Player[]
  /** Branches that could be proposed. */
  branches: readonly string[]
  defaultBranch: string
  workflows: readonly { file: string; scheduled: boolean; dispatched: boolean }[]
}

/** Opens a pull request. */
export function pullForm({ players, branches, defaultBranch }: Choices): Html {
  const part = html`<h2>Open a pull request</h2>`
  if (branches.length === 0)
    return html`<section class="forms">${part}<p class="muted">Push a branch first: <code>git push sandbox my-branch</code></p></section>`
  return html`<section class="forms">${part}<form class="box" method="post" action="do/pull">
<input type="hidden" name="base" value="${defaultBranch}">
<label class="field">Branch ${select(
    'head',
    branches.map((branch) => [branch, branch] as const),
  )}</label>
<label class="field">Title <input name="title" required maxlength="250" autocomplete="off"></label>
<label class="field">Description <textarea name="body"></textarea></label>
<div class="actions">${as(players, 'author')}<button>Open</button></div></form></section>`
}

/** Comments, merges, closes. */
export function threadForms({ players }: Choices, { issue, pull }: Thread): Html {
  const number = html`<input type="hidden" name="number" value="${issue.number}">`
  const open = issue.state === 'open'
  const merge = html`<form class="row" method="post" action="do/merge">${number}${as(players, 'owner')}<button>Squash and merge</button></form>`
  const close = html`<form class="row" method="post" action="do/close">${number}${as(players, 'author')}<button class="plain">Close</button></form>`
  return html`<section class="forms"><h2>Say something</h2><form class="box" method="post" action="do/comment">${number}
<label class="field">Comment <textarea name="body" required placeholder="/approve ${pull ? pull.head.sha.slice(0, 7) : ''}"></textarea></label>
<div class="actions">${as(players, 'approver')}<button>Comment</button></div></form>
${open && pull ? merge : undefined}${open ? close : undefined}</section>`
}

/** Starts workflows. */
export function workflowForms({ players, workflows }: Choices): Html {
  const names = (which: 'dispatched' | 'scheduled') =>
    workflows.filter((one) => one[which]).map(({ file }) => [file, file] as const)
  const dispatch = html`<form class="box" method="post" action="do/dispatch">
<label class="field">Workflow ${select('workflow', names('dispatched'))}</label>
<label class="field">Inputs, a line each: name=value <textarea name="inputs"></textarea></label>
<div class="actions">${as(players, 'author')}<button>Run workflow</button></div></form>`
  const schedule = html`<form class="row" method="post" action="do/schedule">${select('workflow', names('scheduled'))}<button class="plain">Tick its schedule</button></form>`
  return html`<section class="forms"><h2>Start a workflow</h2>${names('dispatched').length > 0 ? dispatch : html`<p class="muted">No workflow has workflow_dispatch.</p>`}${names('scheduled').length > 0 ? schedule : undefined}</section>`
}

/** Lets a run go that waits, or ends one. */
export function runForms({ players }: Choices, { id, status, conclusion }: Run): Html | undefined {
  const run = html`<input type="hidden" name="run" value="${id}">`
  if (conclusion === 'action_required')
    return html`<section class="forms"><p>Pull requests that a workflow opens wait for somebody with write access.</p><form class="row" method="post" action="do/approve-run">${run}${as(players, 'owner')}<button>Approve and run</button></form></section>`
  if (status === 'completed') return undefined
  return html`<section class="forms"><form class="row" method="post" action="do/cancel-run">${run}${as(players, 'owner')}<button class="plain">Cancel run</button></form></section>`
}

/** Who acts; the first who plays a part is chosen. */
function as(players: readonly Player[], part: string): Html {
  const chosen = players.find(({ parts }) => parts.includes(part))?.login
  const options = players.map(({ login, parts }) => [login, `${login} (${parts.join(', ')})`] as const)
  return html`<label>as ${select('as', options, chosen)}</label>`
}

function select(name: string, options: readonly (readonly [string, string])[], chosen?: string): Html {
  return html`<select name="${name}">${options.map(([value, words]) => html`<option value="${value}"${value === chosen ? html` selected` : undefined}>${shown(words, 120)}</option>`)}</select>`
}
