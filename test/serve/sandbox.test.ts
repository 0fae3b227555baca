import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { git } from '../../src/git/git.ts'
import { chromium, openBrowser } from './browser.ts'
import { type Served, serveSmall } from './served.ts'

// Training, evaluation and a browser are processes, which take their time on a machine that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/* One story: each test goes on where the one before ended. */

let served: Served
beforeAll(async () => {
  served = await serveSmall()
})
afterAll(() => served.remove())

const pages = (name: string) => `${served.started.pages}/${name}`
const comments = async (number: number) =>
  (await served.call('author', `GET /issues/${number}/comments`)) as {
    body: string
    user: { login: string }
  }[]

describe('pawl sandbox', () => {
  it('has an author, the approvers, an owner and a guest, and the commit that is checked out', async () => {
    const { people } = served.started
    expect(people.map(({ login, parts }) => `${login} ${parts}`)).toEqual([
      'ada author',
      'grace approver',
      'leads-member approver',
      'owner owner',
      'guest guest',
    ])
    const branch = (await served.call('guest', 'GET /branches/main')) as { commit: { sha: string } }
    expect(branch.commit.sha).toBe((await git(served.folder, 'rev-parse', 'main')).trim())
    expect((await served.command('runs')).out).toBe('nothing has run yet\n')
  })

  it('runs the check of a branch that is pushed and proposed, and the report posts what it found', async () => {
    const sha = await served.push('better', 'good')
    const opened = await served.command('pull', 'better', '--title', 'A better <model>')
    expect(opened).toMatchObject({ code: 0, out: expect.stringContaining('#1 is open') })
    const waited = await served.command('wait')
    expect(waited.out).toMatch(/success +pawl-check #1 [\s\S]*success +pawl-report #1 /)
    const [report] = await comments(1)
    expect(report?.body).toContain('churn')
    const { state } = (await served.call('guest', `GET /commits/${sha}/status`)) as { state: string }
    expect(state).toBe('success')
    const [, run = ''] = /^(\d+) .*pawl-check/m.exec(waited.out) ?? []
    expect((await served.command('log', run)).out).toMatch(/== Which models[\s\S]*== Check churn/)
  })

  it('answers a comment of anybody, as the person who is named', async () => {
    await served.command('comment', '1', '/approve', '1a2b3c4', '--as', 'grace')
    await served.command('wait')
    const said = await comments(1)
    expect(said.at(-2)).toMatchObject({ body: '/approve 1a2b3c4', user: { login: 'grace' } })
    expect(said.at(-1)?.body).toContain('Not done')
  })

  it('tells what cannot be done, and ends with 2', async () => {
    const wrong: [string[], RegExp][] = [
      [['comment', '1', 'x', '--as', 'nobody'], /nobody here is called nobody .*grace/],
      [['comment', '99', 'x'], /GitHub says 404/],
      [['merge', '1', '--as', 'guest'], /GitHub says 403 to guest/],
      [['pull', 'better', '--title', 'Again'], /already exists/],
      [['dispatch', 'no-such-workflow'], /GitHub says 404/],
      [['log', 'x'], /no number of a run/],
      [['commnet', '1'], /sandbox/],
      [['start'], /runs for .* already/],
    ]
    const answers = await Promise.all(wrong.map(([words]) => served.command(...words)))
    for (const [at, { code, err }] of answers.entries()) {
      expect(err).toMatch(wrong[at]?.[1] ?? /^$/)
      expect(err).not.toMatch(/\n +at /)
      expect(code, err).toBe(2)
    }
  })

  it('takes no form from elsewhere, and shows nothing under another name', async () => {
    const form = { method: 'POST', body: new URLSearchParams({ as: 'grace', number: '1', body: 'forged' }) }
    expect((await fetch(pages('do/comment'), form)).status).toBe(403)
    const elsewhere = { ...form, headers: { origin: 'https://evil.example' } }
    expect((await fetch(pages('do/comment'), elsewhere)).status).toBe(403)
    expect((await comments(1)).map(({ body }) => body)).not.toContain('forged')
    const own = { ...form, headers: { origin: served.started.pages }, redirect: 'manual' as const }
    const taken = await fetch(pages('do/comment'), own)
    expect([taken.status, taken.headers.get('location')]).toEqual([303, '/pull-1.html'])
    expect((await fetch(pages('do/no-such-form'), own)).status).toBe(404)
    expect((await fetch(pages('pull-7.html'))).status).toBe(404)
    expect((await fetch(pages('../../etc/passwd'))).status).toBe(404)
  })
})

const looked = chromium !== undefined || (Boolean(process.env.CI) && !process.env.PAWL_WITHOUT_BROWSER)
if (looked) describe('in a browser', inABrowser)
else console.log('no Chromium here: the pages are not looked at in a browser')

function inABrowser() {
  let browser: Awaited<ReturnType<typeof openBrowser>>
  beforeAll(async () => {
    browser = await openBrowser(chromium ?? 'chromium')
  })
  afterAll(() => browser?.close())

  it('a form comments as somebody, and the page shows the answer by itself', async () => {
    await browser.open(pages('pull-1.html'))
    await browser.evaluate(`
      const form = document.querySelector('form[action="do/comment"]')
      form.elements.body.value = '/help me'
      form.elements.as.value = 'grace'
      form.requestSubmit()`)
    await browser.until(
      `location.pathname === '/pull-1.html' && document.body.innerText.includes('/help me')`,
    )
    await browser.evaluate(`document.querySelector('textarea').value = 'half a sentence'`)
    await browser.until(`document.querySelectorAll('#live article').length >= 7`)
    expect(await browser.evaluate(`document.querySelector('textarea').value`)).toBe('half a sentence')
  })

  it('a form proposes a branch, and the check runs before one’s eyes', async () => {
    await served.push('worse', 'bad')
    await browser.open(pages('index.html'))
    await browser.evaluate(`
      const form = document.querySelector('form[action="do/pull"]')
      form.elements.title.value = 'A worse one'
      form.requestSubmit()`)
    await browser.until(`/pull-2\\.html$/.test(location.pathname)`)
    await browser.until(`document.querySelector('#live').innerText.includes('pawl-check #2')`)
    await browser.until(
      `document.querySelector('.status.failure') !== null && /Fail · churn/.test(document.body.innerText)`,
    )
  })

  it('what may not be done is told in GitHub’s words', async () => {
    await browser.open(pages('pull-2.html'))
    await browser.evaluate(`
      const form = document.querySelector('form[action="do/merge"]')
      form.elements.as.value = 'guest'
      form.requestSubmit()`)
    await browser.until(`document.body.innerText.includes('GitHub says 403 to guest')`)
  })

  const tooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth'

  it('no page is wider than a telephone, and what is wider scrolls by itself', async () => {
    const runs = (await served.call('author', 'GET /actions/runs?event=pull_request')) as {
      workflow_runs: { id: number }[]
    }
    const names = [
      'index.html',
      'pull-1.html',
      'pull-2.html',
      'runs.html',
      `run-${runs.workflow_runs[0]?.id}.html`,
    ]
    for (const name of names) {
      await browser.open(pages(name), 400)
      expect([name, await browser.evaluate(tooWide)]).toEqual([name, false])
    }
    const report = await browser.evaluate(`document.querySelector('a.button').href`)
    await browser.open(String(report), 400)
    expect(await browser.evaluate(tooWide)).toBe(false)
    const boxes = await browser.evaluate(`[...document.querySelectorAll('.scroll, figure > div')]
      .filter((box) => box.scrollWidth > box.clientWidth)
      .map((box) => getComputedStyle(box).backgroundImage.includes('gradient'))`)
    expect(boxes).not.toContain(false)
  })
}

it('Ctrl+C ends everything: no process, no remote, no record is left', async () => {
  expect(await git(served.folder, 'remote')).toBe('sandbox\n')
  await served.command('dispatch', 'pawl-retrain', '--input', 'models=churn')
  expect(await served.end()).toBe(0)
  expect(await git(served.folder, 'remote')).toBe('')
  expect(existsSync(join(served.folder, '.git/pawl-sandbox.json'))).toBe(false)
  expect(served.leftOver()).toEqual([])
  await expect(fetch(pages('index.html'))).rejects.toThrow()
  expect(await served.command('runs')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no sandbox runs'),
  })
})
