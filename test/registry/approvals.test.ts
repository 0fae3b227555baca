import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { git } from '../../src/git/git.ts'
import { canonicalJson, digestOf } from '../../src/project/digest.ts'
import { Settings } from '../../src/project/schema/settings.ts'
import {
  type Approval,
  approvalsIn,
  formatApproval,
  parseApproval,
} from '../../src/registry/approval-trailer.ts'
import { entryDigest } from '../../src/registry/chain.ts'
import { workingCopy } from '../../src/registry/files.ts'
import type { RegistryChange } from '../../src/registry/new-version.ts'
import { parseStages } from '../../src/registry/parse.ts'
import { verifyRegistry } from '../../src/registry/verify-registry.ts'
import { versions } from './material.ts'

const parseSettings = (text: string): Settings => Settings.parse(JSON.parse(text))
const settings = (required = 1) =>
  JSON.stringify({ pawl: 1, approvals: { required, from: ['ada', 'grace', 'acme/leads'] } })

let folder: string
let template: string

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'pawl-'))
})
afterAll(() => rm(template, { recursive: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pawl-'))
  await git(folder, 'init', '-q', '-b', 'main', `--template=${template}`)
  await git(folder, 'config', 'user.name', 'Ada')
  await git(folder, 'config', 'user.email', 'ada@example.com')
  await commit({ 'pawl.yaml': settings() }, 'Start')
})
afterEach(() => rm(folder, { recursive: true }))

async function commit(files: Record<string, string | Uint8Array>, message: string): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  await git(folder, 'add', '-A')
  await git(folder, 'commit', '-q', '--allow-empty', '-m', message)
  return (await git(folder, 'rev-parse', 'HEAD')).trim()
}

function approvalOf(change: RegistryChange, more: Partial<Approval> = {}): Approval {
  const { entry } = change
  const { report, policy } = entry.evidence
  return {
    by: 'grace',
    comment: 1,
    head: 'b'.repeat(40),
    entry: entryDigest(entry),
    report,
    policy,
    because: null,
    ...more,
  }
}

/** Squashes a change onto main with the approvals in the message. */
async function squash(change: RegistryChange, ...approvals: Partial<Approval>[]): Promise<string> {
  const lines = approvals.map((more) => formatApproval(approvalOf(change, more)))
  const files = Object.fromEntries(change.files.map(({ path, content }) => [path, content]))
  return commit(files, `Promote\n\n${lines.join('\n')}`)
}

async function problems(of: { models?: string[] } = {}): Promise<string[]> {
  const { findings } = await verifyRegistry({
    files: workingCopy(folder),
    git: { folder },
    parseSettings,
    ...of,
  })
  return findings.map(({ level, message }) => `${level}: ${message}`)
}

function pair(): [RegistryChange, RegistryChange] {
  return versions('r1', 'r2') as [RegistryChange, RegistryChange]
}

describe('approvals in the history of git', () => {
  it('prove each change of stage, and tell who gave them when', async () => {
    const [first, second] = pair()
    await squash(first, {})
    await commit({ 'README.md': 'x' }, 'Something else')
    const sha = await squash(second, { by: 'ada', because: 'it is "better"\nPawl-Approval: by=eve' })
    const result = await verifyRegistry({ files: workingCopy(folder), git: { folder }, parseSettings })
    expect(result.findings).toEqual([])
    expect(result.checked).toEqual({ models: 1, files: 9, entries: 2 })
    expect(result.merged.get('churn')?.[1]).toMatchObject({
      commit: sha,
      approvals: [{ by: 'ada', because: 'it is "better"\nPawl-Approval: by=eve' }],
    })
  })

  it('are found in merge commits, whose second parent they must name', async () => {
    const [first, second] = pair()
    await git(folder, 'checkout', '-q', '-b', 'promote')
    const files = Object.fromEntries(first.files.map(({ path, content }) => [path, content]))
    const head = await commit(files, 'Give 1.0.0 the stage')
    await git(folder, 'checkout', '-q', 'main')
    await git(
      folder,
      'merge',
      '-q',
      '--no-ff',
      'promote',
      '-m',
      `Merge\n\n${formatApproval(approvalOf(first, { head }))}`,
    )
    expect(await problems()).toEqual([])

    await git(folder, 'checkout', '-q', '-b', 'next')
    await commit(Object.fromEntries(second.files.map(({ path, content }) => [path, content])), 'Next')
    await git(folder, 'checkout', '-q', 'main')
    await git(
      folder,
      'merge',
      '-q',
      '--no-ff',
      'next',
      '-m',
      `Merge\n\n${formatApproval(approvalOf(second, { head }))}`,
    )
    expect((await problems()).join()).toContain('which is not what was merged')
  })

  it.each<[string, Partial<Approval>[], string]>([
    ['nobody', [], '0 of 1 people'],
    ['somebody who is for another entry', [{ entry: digestOf('x') }], '0 of 1 people'],
    ['somebody who saw another report', [{ report: digestOf('x') }], 'approved another report'],
    ['somebody who saw no report', [{ report: null }], 'approved another report'],
    ['somebody under another policy', [{ policy: digestOf('x') }], 'under another policy'],
  ])('do not prove what %s approved', async (_, approvals, message) => {
    const [first] = pair()
    await squash(first, ...approvals)
    expect((await problems()).join()).toContain(message)
  })

  it('are counted by people, as many as the settings before the commit say', async () => {
    const [first, second] = pair()
    await commit({ 'pawl.yaml': settings(2) }, 'Two')
    await squash(first, { by: 'ada' }, { by: 'grace' })
    expect(await problems()).toEqual([])
    await squash(second, { by: 'grace' }, { by: 'GRACE', comment: 2 })
    expect((await problems()).join()).toContain('1 of 2 people')
  })

  it('come from people on the list, where no team may hold anybody', async () => {
    const alone = JSON.stringify({ pawl: 1, approvals: { from: ['grace'] } })
    await commit({ 'pawl.yaml': alone }, 'Alone')
    const [first] = pair()
    await squash(first, { by: 'ada' })
    expect((await problems()).join()).toContain('ada was not on the list')
  })

  it('cannot be lowered by the commit that they stand in', async () => {
    await commit({ 'pawl.yaml': settings(2) }, 'Two')
    const [first] = pair()
    await writeFile(join(folder, 'pawl.yaml'), settings(1))
    await squash(first, {})
    expect((await problems()).join()).toContain('1 of 2 people')
  })

  it('cannot be told where settings are missing or cannot be read', async () => {
    await git(folder, 'rm', '-q', 'pawl.yaml')
    await commit({}, 'Gone')
    const [first] = pair()
    await squash(first, {})
    expect((await problems()).join()).toContain('there was no pawl.yaml')
  })

  it('see an entry that is altered or removed later, and one that is put back', async () => {
    const [first, second] = pair()
    await squash(first, {})
    await squash(second, {})
    const path = 'registry/churn/stages.json'
    const good = await readFile(join(folder, path))
    const data = parseStages(path, good)
    const last = data.history[1]
    if (last === undefined) throw new Error()
    await commit(
      { [path]: canonicalJson({ ...data, history: [data.history[0], { ...last, actor: 'eve' }] }) },
      'Tidy',
    )
    const found = await problems()
    expect(found.join()).toContain('entry 2 was altered or removed by commit')
    expect(found.join()).toContain('entry 2 is not the one that was approved')
    await commit({ [path]: good }, 'Put back')
    expect(await problems()).toEqual([expect.stringMatching(/^warn: entry 2 was altered .* mended it$/)])
    await git(folder, 'rm', '-q', '-r', 'registry')
    await commit({}, 'Remove')
    expect((await problems()).join()).toContain('it was removed')
  })

  it('see every changed byte of the working copy', async () => {
    const [first, second] = pair()
    await squash(first, {})
    await squash(second, {})
    const paths = [...first.files, ...second.files].map(({ path }) => path)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...new Set(paths)),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (path, at, flip) => {
          const good = await readFile(join(folder, path))
          const bad = Buffer.from(good)
          bad[at % bad.length] = (bad[at % bad.length] ?? 0) ^ flip
          await writeFile(join(folder, path), bad)
          const found = await problems()
          await writeFile(join(folder, path), good)
          expect(found).not.toEqual([])
        },
      ),
      { numRuns: 40 },
    )
  })

  it('see what is not on the default branch at all', async () => {
    const [first, second] = pair()
    await squash(first, {})
    for (const { path, content } of second.files) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), content)
    }
    expect(await problems()).toEqual(['error: entry 2 is not on the default branch, so nobody approved it'])
  })

  it('refuse a shallow clone, and a link in place of a file', async () => {
    const [first] = pair()
    await squash(first, {})
    const shallow = join(folder, 'clone')
    await git(folder, 'clone', '-q', '--depth=1', `file://${folder}`, shallow)
    const verify = verifyRegistry({ files: workingCopy(shallow), git: { folder: shallow }, parseSettings })
    await expect(verify).rejects.toThrow('shallow clone')

    const path = join(folder, 'registry/churn/1.0.0/model.onnx')
    await writeFile(join(folder, 'elsewhere'), await readFile(path))
    await rm(path)
    await symlink(join(folder, 'elsewhere'), path)
    expect((await problems()).join()).toContain('is a link, not a file')
  })

  it('name files that belong to no model', async () => {
    await commit({ 'registry/readme.txt': 'x', 'registry/Bad Name/x': 'y' }, 'Stray')
    expect(await problems()).toEqual([
      'error: does not belong into the registry',
      'error: does not belong into the registry',
    ])
  })
})

describe('an approval in a message', () => {
  const digest = fc.string({ maxLength: 5 }).map(digestOf)
  const approval: fc.Arbitrary<Approval> = fc.record({
    by: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,20}$/),
    comment: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).filter((id) => id < 1e16),
    head: fc.stringMatching(/^[0-9a-f]{40}$/),
    entry: digest,
    report: fc.option(digest, { nil: null }),
    policy: digest,
    because: fc.option(fc.string({ unit: 'binary' }), { nil: null }),
  })

  it('reads back as it was written, one line whatever the reason', () => {
    fc.assert(
      fc.property(approval, (one) => {
        const line = formatApproval(one)
        expect(line.split('\n')).toHaveLength(1)
        expect(parseApproval(line)).toEqual(one)
        expect(approvalsIn(`Title\n\n${line}\nCo-authored-by: x <y>\n`)).toEqual([one])
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    'Pawl-Approval: by=grace',
    ' Pawl-Approval: by=grace comment=1',
    formatApproval({
      by: 'grace',
      comment: 1,
      head: 'a'.repeat(40),
      entry: digestOf('e'),
      report: null,
      policy: digestOf('p'),
      because: null,
    }).replace('comment=1', 'comment=01'),
    'Reviewed-by: grace',
    '',
  ])('is not read from %j', (line) => {
    expect(approvalsIn(line)).toEqual([])
  })
})
