import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { artifactFile } from '../../sandbox/github/artifacts/files.ts'
import { writeZip } from '../../sandbox/github/artifacts/zip.ts'
import { type Sandbox, startSandbox } from '../../sandbox/github/sandbox.ts'
import { mustHave } from '../../sandbox/github/seed.ts'
import { writePages } from '../../sandbox/pages/pages.ts'
import { openJobRecord, remark } from '../../sandbox/runner/record.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { checks } from '../report/fixtures.ts'

const folder = mkdtempSync(join(tmpdir(), 'pawl-pages-'))
const out = process.env.PAWL_PAGES_OUT ?? join(folder, 'out')
const repository = 'acme/customers'
/** The address of the run that checked the first pull request, and its page. */
let run: string
let runFile: string
let sandbox: Sandbox
/** A minute goes by between any two requests of the story. */
let now = Date.UTC(2026, 2, 2, 9, 30)
let written: string[]

const page = (name: string) => readFileSync(join(out, name), 'utf8')

beforeAll(async () => {
  sandbox = await startSandbox({ folder: join(folder, 'github'), clock: () => new Date(now) })
  written = await play(sandbox)
})

afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A pull request that fails, then passes and is merged; another that is hostile; and an issue. */
async function play({ apiUrl }: Sandbox): Promise<string[]> {
  for (const login of ['ada', 'grace']) sandbox.addUser({ login })
  sandbox.addOrganization({ login: 'acme' })
  await sandbox.addRepository({
    owner: 'acme',
    name: 'customers',
    collaborators: { ada: 'maintain', grace: 'write' },
  })
  const ada = client(apiUrl, sandbox.personalToken('ada'))
  const grace = client(apiUrl, sandbox.personalToken('grace'))
  const bot = client(
    apiUrl,
    sandbox.workflowToken({
      repository,
      runId: 1,
      permissions: { issues: 'write', 'pull-requests': 'write', statuses: 'write', contents: 'write' },
    }),
  )
  await ada.put('/contents/README.md', file('hello\n', 'Start'))
  const base = await ada.get('/git/ref/heads/main', Ref)
  await ada.post('/git/refs', { ref: 'refs/heads/deeper-trees', sha: base.object.sha })
  const yaml = (depth: number) =>
    `model: churn\ntrain: {run: npx tsx models/churn/train.ts, params: {depth: ${depth}}}\n`
  const first = await ada.put(
    '/contents/models/churn/model.yaml',
    file(yaml(2), 'Shallower trees', 'deeper-trees'),
    Written,
  )
  await ada.post('/pulls', {
    title: 'Deeper trees',
    head: 'deeper-trees',
    base: 'main',
    body: '- [x] data is the same\n- [ ] ask @grace, see #2',
  })
  await bot.post(`/statuses/${first.commit.sha}`, {
    state: 'failure',
    context: 'pawl',
    description: 'Fail · churn: roc_auc fell by 0.031',
    target_url: leaveRun(first.commit.sha),
  })
  const context = { changesWorkflows: false, run }
  const comment = await bot.post(
    '/issues/1/comments',
    { body: renderComment([checks.failing], context) },
    Numbered,
  )
  await grace.post('/issues/1/comments', { body: 'Try more depth?' })
  const second = await ada.put(
    '/contents/models/churn/model.yaml',
    { ...file(yaml(6), 'Deeper trees after all', 'deeper-trees'), sha: first.content.sha },
    Written,
  )
  await bot.post(`/statuses/${second.commit.sha}`, {
    state: 'success',
    context: 'pawl',
    description: 'Pass · churn: all 4 gates passed',
    target_url: run,
  })
  await bot.patch(`/issues/comments/${comment.id}`, { body: renderComment([checks.passing], context) })
  await grace.post('/pulls/1/reviews', { event: 'APPROVE', body: 'Good.' })
  await grace.put('/pulls/1/merge', {
    merge_method: 'squash',
    commit_title: 'Deeper trees (#1)',
    commit_message: 'Pawl-Approval: by=grace; comment=7',
  })

  await ada.post('/git/refs', { ref: 'refs/heads/evil', sha: base.object.sha })
  await ada.put(
    '/contents/evil.html',
    file('<script>alert(1)</script>\n</table></details>\u202e\n', '<script>alert(2)</script>', 'evil'),
  )
  await ada.post('/pulls', {
    title: '</h1><script>alert(3)</script>',
    head: 'evil',
    base: 'main',
    body: hostile,
  })
  await ada.post('/labels', { name: '"><script>', color: 'd73a4a' })
  await grace.post('/issues', {
    title: 'Drift: churn',
    body: '| column | effect |\n| :-- | --: |\n| `tenure` | 0.41 |\n',
    labels: ['"><script>'],
  })
  return writePages({
    apiUrl,
    token: sandbox.personalToken('ada'),
    owner: 'acme',
    repo: 'customers',
    out,
    summaryOf,
  })
}

const summaryOf = () => '## Summary\n<script>alert(10)</script>'

/** A run that failed, with a job whose words are hostile, and the page that it left. */
function leaveRun(headSha: string): string {
  const made = sandbox.createRun({
    repository,
    workflow: { name: 'pawl-check', path: '.github/workflows/pawl-check.yml' },
    event: 'pull_request',
    headSha,
    headBranch: 'deeper-trees',
    actor: 'ada',
  })
  const room = mustHave(sandbox.world, repository)
  const wanted = { run: made.id, attempt: 1, name: 'Check <b>churn</b>', labels: [], environment: null }
  const job = openJobRecord(sandbox.world, room, { ...wanted, sha: headSha })
  job.endStep(job.beginStep('Set up job'), 'success')
  job.log('##[group]Run npm ci')
  job.log('\u001b[32madded 7 packages\u001b[0m')
  job.log('##[endgroup]')
  job.log('##[error]</pre><script>alert(11)</script>\u202e')
  job.annotate(remark('failure', '<img src=x onerror=alert(12)>'))
  job.end('failure')
  const times = { createdAt: sandbox.world.now(), expiresAt: '2030-01-01T00:00:00Z' }
  const artifact = {
    run: made.id,
    job: String(job.job.id),
    mimeType: 'application/zip',
    digest: null,
    ...times,
  }
  for (const [name, file] of [
    ['pawl-page-churn', 'report.html'],
    ['pawl-page-other', 'report.txt'],
  ] as const) {
    const bytes = writeZip([{ name: file, content: Buffer.from('<script>alert(13)</script>The report') }], 6)
    const id = sandbox.world.nextId()
    writeFileSync(artifactFile(room, id), bytes)
    room.artifacts.put({ ...artifact, id, name, size: bytes.length, finished: true })
  }
  sandbox.completeRun(made.id, 'failure')
  run = `${sandbox.serverUrl}/${repository}/actions/runs/${made.id}`
  runFile = `run-${made.id}.html`
  return run
}

const hostile = [
  '<script>alert(4)</script> <img src=x onerror=alert(5)> <a href="javascript:alert(6)" onclick="x">x</a>',
  '<details open onclick=alert(7)><summary>never closed',
  '</div></article></main><style>body{display:none}</style>',
  '![pixel](https://evil.test/pixel.png) [x](javascript:alert(8)) <iframe src="https://evil.test">',
  '```mermaid\nxychart-beta\n  title "</svg><script>alert(9)</script>"\n  x-axis "a" 0 --> 1\n  y-axis "b" 0 --> 1\n  line [0, 1]\n```',
].join('\n\n')

describe('the pages of a repository', () => {
  it('are one for each pull request, issue and run, and for the page that a run left, with lists of them', () => {
    expect(written).toEqual([
      'index.html',
      'issue-3.html',
      'pull-2.html',
      'pull-1.html',
      'runs.html',
      runFile,
      expect.stringMatching(/^artifact-\d+\.html$/),
    ])
    expect(page('index.html')).toMatch(/Pull requests[\s\S]*Deeper trees[\s\S]*Issues[\s\S]*Drift: churn/)
  })

  it('tell what happened in its order', () => {
    const text = page('pull-1.html').replace(/<style>[\s\S]*?<\/style>|<[^>]*>/g, ' ')
    const story = [
      'data is the same',
      'Shallower trees',
      'Pass · churn',
      'Try more depth?',
      'Deeper trees after all',
      'approved these changes',
      'merged commit',
    ]
    const places = story.map((part) => text.indexOf(part, text.indexOf('commented on')))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  it('show state, status, merge message, edited comments and who is a bot', () => {
    const html = page('pull-1.html')
    expect(html).toContain('<span class="state merged">')
    expect(html).toContain('All checks have passed')
    expect(html).toContain('Pawl-Approval: by=grace; comment=7')
    expect(html).toContain('>edited</span>')
    expect(html).toContain('<span class="tag">bot</span>')
    expect(html).toContain('aria-label="pawl: Fail · churn: roc_auc fell by 0.031"')
  })

  it('link a status and a comment to the run, and the run to the report that it left', () => {
    const html = page('pull-1.html')
    expect(html).toContain(`<a href="${runFile}" rel="noopener noreferrer">Details</a>`)
    expect(html).toMatch(new RegExp(`<a href="${runFile}"[^>]*>log of the run</a>`))
    const [, report = ''] = /<a class="button" href="(artifact-\d+\.html)">/.exec(page(runFile)) ?? []
    expect(page(report)).toContain('The report')
  })

  it('tell of a run its jobs, steps, annotations, log and summary', () => {
    const html = page(runFile)
    expect(html).toMatch(/aria-label="Failure"[\s\S]*Check &lt;b&gt;churn&lt;\/b&gt;[\s\S]*Set up job/)
    expect(html).toContain('<details><summary>Run npm ci</summary><div>added 7 packages</div></details>')
    expect(html).toContain('failure: &lt;img src=x onerror=alert(12)&gt;')
    expect(html).toContain('<h2>Summary</h2>')
    expect(page('runs.html')).toContain(`<a href="${runFile}">`)
  })

  it('render markdown as GitHub does: tables, tasks, mentions, references, details, the chart', () => {
    const html = page('pull-1.html')
    expect(html).toContain('<input type="checkbox" disabled="disabled" checked="checked">')
    expect(html).toContain('<span class="mention">@grace</span>')
    expect(html).toMatch(/<a href="pull-2\.html"[^>]*>#2<\/a>/)
    expect(html).toContain('<summary>All 6 metrics</summary>')
    expect(html).toContain('<svg class="xychart"')
    expect(page('issue-3.html')).toContain('<td style="text-align:right">0.41</td>')
  })

  it('show files as coloured diffs with line numbers', () => {
    expect(page('pull-1.html')).toContain(
      '<tr class="add"><td class="n"></td><td class="n">2</td><td>+train:',
    )
  })

  it('let nothing act that somebody wrote', () => {
    for (const name of written) {
      const html = page(name)
      // A page that a run left is whatever its branch made it: the policy before its first byte keeps it still.
      if (name.startsWith('artifact-')) {
        expect(html).toMatch(
          /^<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'/,
        )
        continue
      }
      expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`)
      const body = html.slice(html.indexOf('<body>'))
      expect(body).not.toMatch(/<(script|img|iframe|style|object|embed|form|link)\b/i)
      expect(body.match(/<[^>]*>/g)?.join('')).not.toMatch(/\son[a-z]+\s*=|javascript:/i)
      expect(body).not.toContain('\u202e')
    }
  })

  it('keep a comment inside its box, whatever it opens or closes', () => {
    const html = page('pull-2.html')
    for (const tag of ['div', 'article', 'details', 'summary', 'main', 'ol', 'li', 'table'])
      expect([tag, html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length]).toEqual([
        tag,
        html.match(new RegExp(`</${tag}>`, 'g'))?.length,
      ])
    expect(html.indexOf('Files changed</h2>')).toBeGreaterThan(html.lastIndexOf('</ol>'))
  })

  it('are the same bytes when nothing changed', async () => {
    const before = written.map(page)
    await writePages({
      apiUrl: sandbox.apiUrl,
      token: sandbox.personalToken('ada'),
      owner: 'acme',
      repo: 'customers',
      out,
      summaryOf,
    })
    expect(written.map(page)).toEqual(before)
  })

  it('are not made of an answer that is an error', async () => {
    await expect(
      writePages({ apiUrl: sandbox.apiUrl, token: 'wrong', owner: 'acme', repo: 'customers', out }),
    ).rejects.toThrow(/401/)
  })
})

const Ref = z.object({ object: z.object({ sha: z.string() }) })
const Written = z.object({ commit: z.object({ sha: z.string() }), content: z.object({ sha: z.string() }) })
const Numbered = z.object({ id: z.int() })

function file(text: string, message: string, branch = 'main') {
  return { message, content: Buffer.from(text).toString('base64'), branch }
}

function client(apiUrl: string, token: string) {
  async function send<T>(method: string, path: string, body: unknown, type?: z.ZodType<T>): Promise<T> {
    now += 60_000
    const answer = await fetch(`${apiUrl}/repos/${repository}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (type ?? z.unknown()).parse(await answer.json()) as T
  }
  return {
    get: <T>(path: string, type: z.ZodType<T>) => send('GET', path, undefined, type),
    post: <T>(path: string, body: unknown, type?: z.ZodType<T>) => send('POST', path, body, type),
    put: <T>(path: string, body: unknown, type?: z.ZodType<T>) => send('PUT', path, body, type),
    patch: (path: string, body: unknown) => send('PATCH', path, body),
  }
}
