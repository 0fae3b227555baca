import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { history } from '../../src/commands/history.ts'
import { newVersion } from '../../src/registry/new-version.ts'
import { candidate } from '../registry/material.ts'
import { laptop } from './context.ts'

/** A repository in which each of these models has a first version. */
function promoted(...models: string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'pawl-history-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const files = models.flatMap(
    (model) => newVersion(undefined, candidate(`run of ${model}`, { model })).files,
  )
  for (const { path, content } of [{ path: 'pawl.yaml', content: 'pawl: 1\n' }, ...files]) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args])
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '-m', 'promoted')
  return root
}

const told = (root: string, model?: string, at?: string) => history.run(laptop(root), { model, at })

describe('pawl history', () => {
  it('tells of every model, one after the other, where none is named', async () => {
    const root = promoted('fraud', 'churn')
    const { text, json } = await told(root)
    expect(text.match(/^(churn|fraud)$/gm)).toEqual(['churn', 'fraud'])
    expect(json).toMatchObject({
      schema: 'pawl/histories@1',
      models: [
        { model: 'churn', production: '1.0.0', rows: [{ reason: 'run run of churn' }] },
        { model: 'fraud', production: '1.0.0', rows: [{ reason: 'run run of fraud' }] },
      ],
    })
    const { json: one } = await told(root, 'fraud')
    expect(one).toMatchObject({ schema: 'pawl/history@1', model: 'fraud', production: '1.0.0' })
    const { json: early } = await told(root, undefined, '2025-01-01')
    expect(early).toMatchObject({
      models: [
        { production: null, rows: [] },
        { production: null, rows: [] },
      ],
    })
  })

  it('says that nothing was promoted where there is no model, and refuses one that has no history', async () => {
    const root = promoted()
    expect((await told(root)).text).toContain('nothing was promoted yet')
    await expect(told(root, 'churn')).rejects.toThrow('nothing of it was promoted yet')
  })
})
