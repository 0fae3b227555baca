import { type Html, html, trusted } from '../../src/report/html/escape.ts'
import { visibleLines } from '../../src/report/visible.ts'
import type { Comment } from './answers.ts'
import { filesChanged } from './diff.ts'
import { avatar, frame, label, person, type Site, shown, statusLine, statusMark, time } from './frame.ts'
import { renderMarkdown } from './markdown.ts'
import type { CheckedCommit, PullDetails, Thread } from './read.ts'
import { runRows } from './run-pages.ts'
import { mergeShape, stateOf } from './state.ts'

/** The page of one pull request or issue. */
export function threadPage(site: Site, thread: Thread, forms?: Html): string {
  const { issue, pull } = thread
  const state = stateOf(thread)
  return frame(site, {
    title: `${issue.title} · ${pull ? 'Pull request' : 'Issue'} #${issue.number}`,
    body: html`<h1>${shown(issue.title)} <span class="number">#${issue.number}</span></h1>
<div class="summary"><span class="state ${state.kind}"><span aria-hidden="true">${state.shape}</span> ${state.word}</span>${pull ? pullLine(thread, pull) : html`${person(issue.user)} <span class="muted">opened this issue on ${time(issue.created_at)}</span>`} ${issue.labels.map(label)}</div>
${pull ? html`<nav aria-label="Parts of this page"><a href="#conversation">Conversation</a><a href="#checks">Checks</a><a href="#files">Files changed <span>${pull.files.length}</span></a><span style="border:0;background:none"><span class="plus">+${pull.additions}</span> <span class="minus">−${pull.deletions}</span></span></nav>` : undefined}
<ol class="timeline" id="conversation">
${events(site, thread).map(({ body }) => html`<li>${body}</li>\n`)}
</ol>
${pull ? checks(site, pull) : undefined}
${pull ? html`<h2 id="files">Files changed</h2>${filesChanged(pull.files)}` : undefined}`,
    forms,
  })
}

function pullLine({ issue }: Thread, pull: PullDetails): Html {
  const count = `${pull.commits.length} commit${pull.commits.length === 1 ? '' : 's'}`
  const into = html`into <code class="branch">${shown(pull.base.ref, 100)}</code> from <code class="branch">${shown(pull.head.ref, 100)}</code>`
  return pull.merged
    ? html`${person(pull.merged_by)} <span class="muted">merged ${count} ${into}</span>`
    : html`${person(issue.user)} <span class="muted">wants to merge ${count} ${into}</span>`
}

interface Event {
  at: string
  /** Among what happened within the same second: commits come before what was said of them, the end comes last. */
  rank: number
  body: Html
}

/** Everything that happened, by time; the description always first, because commits may be older than it. */
function events(site: Site, { issue, comments, pull }: Thread): Event[] {
  const description = { ...issue, body: issue.body ?? '', updated_at: issue.created_at, reactions: {} }
  const later: Event[] = [
    ...(pull?.commits ?? []).map((commit) => ({
      at: commit.commit.committer.date,
      rank: 1,
      body: commitLine(commit),
    })),
    ...comments.map((comment) => ({ at: comment.created_at, rank: 2, body: box(site, comment) })),
    ...(pull?.reviews ?? []).flatMap((review) => reviewEvent(site, review)),
    ...endEvent({ issue, pull }),
  ]
  later.sort((a, b) => (a.at === b.at ? a.rank - b.rank : a.at < b.at ? -1 : 1))
  return [{ at: issue.created_at, rank: 0, body: box(site, description) }, ...later]
}

function endEvent({ issue, pull }: { issue: Thread['issue']; pull: PullDetails | undefined }): Event[] {
  if (pull?.merged && pull.merged_at) return [{ at: pull.merged_at, rank: 4, body: mergedEvent(pull) }]
  if (issue.state !== 'closed' || !issue.closed_at) return []
  const dot = html`<span class="dot ${pull ? 'closed' : 'merged'}" aria-hidden="true">✓</span>`
  const body = html`${dot}${person(issue.closed_by)} <span class="muted">closed this on ${time(issue.closed_at)}</span>`
  return [{ at: issue.closed_at, rank: 4, body }]
}

function box(site: Site, comment: Comment): Html {
  const edited =
    comment.updated_at === comment.created_at
      ? undefined
      : html` · <span title="${comment.updated_at}">edited</span>`
  const body =
    comment.body.trim() === ''
      ? html`<p><em>No description provided.</em></p>`
      : trusted(renderMarkdown(comment.body, site))
  return html`${avatar(comment.user)}<article class="box"><header>${person(comment.user)} commented on ${time(comment.created_at)}${edited}</header><div class="markdown-body">${body}</div>${reactions(comment)}</article>`
}

const faces: readonly [string, string][] = [
  ['+1', '👍'],
  ['-1', '👎'],
  ['laugh', '😄'],
  ['hooray', '🎉'],
  ['confused', '😕'],
  ['heart', '❤️'],
  ['rocket', '🚀'],
  ['eyes', '👀'],
]

function reactions({ reactions: counts }: Comment): Html | undefined {
  const given = faces.filter(([name]) => Number(counts?.[name] ?? 0) > 0)
  if (given.length === 0) return undefined
  return html`<div class="reactions">${given.map(([name, face]) => html`<span>${face} ${Number(counts?.[name])}</span>`)}</div>`
}

function commitLine({ sha, commit, author, statuses }: CheckedCommit): Html {
  const [title = ''] = commit.message.split('\n')
  return html`<span class="dot" aria-hidden="true">◇</span><div class="commit"><span>${author ? person(author) : html`<b>${shown(commit.author.name, 60)}</b>`} <span class="mono">${shown(title, 200)}</span></span><span>${statuses.map(statusMark)} <code>${sha.slice(0, 7)}</code></span></div>`
}

const verbs = new Map([
  ['APPROVED', 'approved these changes'],
  ['CHANGES_REQUESTED', 'requested changes'],
  ['DISMISSED', 'reviewed, and the review was dismissed'],
])

function reviewEvent(site: Site, review: PullDetails['reviews'][number]): Event[] {
  if (review.submitted_at === undefined) return []
  const line = html`<span class="dot" aria-hidden="true">👁</span>${person(review.user)} <span class="muted">${verbs.get(review.state) ?? 'reviewed'} on ${time(review.submitted_at)}</span>`
  const said =
    review.body === ''
      ? undefined
      : html`<div class="box"><div class="markdown-body">${trusted(renderMarkdown(review.body, site))}</div></div>`
  return [{ at: review.submitted_at, rank: 3, body: html`${line}${said}` }]
}

function mergedEvent({ merged_by, merged_at, merge_commit_sha, base, mergeCommit }: PullDetails): Html {
  const message =
    mergeCommit === undefined
      ? undefined
      : html`<pre class="message">${visibleLines(mergeCommit.commit.message, 20_000)}</pre>`
  return html`<span class="dot merged" aria-hidden="true">${mergeShape}</span><div class="box"><header>${person(merged_by)} merged commit <code>${shown((merge_commit_sha ?? '').slice(0, 7))}</code> into <code class="branch">${shown(base.ref, 100)}</code> on ${time(merged_at ?? '')}</header>${message}</div>`
}

/** What stands in GitHub's box above the merge button: the statuses of the head. */
function checks(site: Site, { head, commits, merged, runs }: PullDetails): Html {
  const statuses = commits.find(({ sha }) => sha === head.sha)?.statuses ?? []
  const bad = statuses.filter(({ state }) => state !== 'success').length
  const word =
    statuses.length === 0
      ? 'No checks yet'
      : bad === 0
        ? 'All checks have passed'
        : `${bad} of ${statuses.length} checks ${bad === 1 ? 'is' : 'are'} not successful`
  return html`<h2 id="checks">Checks of <code>${head.sha.slice(0, 7)}</code></h2><div class="box"><header><b>${word}</b>${merged || bad > 0 || statuses.length === 0 ? undefined : ' · this branch can be merged'}</header><ul class="rows">${statuses.map((status) => html`<li>${statusLine(site, status)}</li>`)}</ul>${runs.length > 0 ? runRows(site, runs) : undefined}</div>`
}
