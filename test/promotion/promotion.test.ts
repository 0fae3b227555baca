import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { workingCopy } from '../../src/registry/files.ts'
import { verifyRegistry } from '../../src/registry/verify-registry.ts'
import { comment, merged, parseSettings, productionOf, propose, world } from './world.ts'

describe('a promotion', () => {
  it('is a pull request that waits, is approved, is merged, and then is proved by verify from git alone', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    expect(w.forge.statuses.at(-1)).toMatchObject({ sha: head, state: 'pending' })
    expect(w.forge.statuses.at(-1)?.description).toContain(`/approve ${head.slice(0, 7)}`)

    const own = await comment(w, pull, 'ada', `/approve ${head}`)
    expect(own).toMatchObject({ kind: 'refused', code: 'wrote-the-code' })
    const result = await comment(w, pull, 'grace', `/approve ${head.slice(0, 7)}`)

    expect(result).toMatchObject({ kind: 'merged', version: '1.0.0', stage: 'production' })
    expect(productionOf(w)).toBe('1.0.0')
    expect(w.forge.dispatches).toEqual([
      {
        event: 'pawl-stage-changed',
        payload: { model: 'churn', version: '1.0.0', stage: 'production', sha: w.forge.head('main') },
      },
    ])
    expect(w.forge.branches.has('pawl/promote/churn/1.0.0')).toBe(false)
    await merged(w, 'r2')
    expect(productionOf(w)).toBe('1.1.0')
    expect(await findings(w)).toEqual([])
  })

  it('asks for at most 25 requests', async () => {
    const w = world()
    await merged(w, 'r1')
    w.forge.push('main', { 'models/churn/train.ts': '2' })
    const { pull, head } = await propose(w, { run: 'r2' })
    const before = w.forge.calls.length
    await comment(w, pull, 'linus', `/approve ${head}`)
    console.log(w.forge.calls.slice(before).join(' '), w.forge.calls.length - before)
  })
})

async function findings(w: ReturnType<typeof world>) {
  const folder = await mkdtemp(join(tmpdir(), 'pawl-'))
  try {
    await w.forge.store.writeOut(folder, { branch: 'main', sha: w.forge.head('main') })
    const result = await verifyRegistry({ files: workingCopy(folder), git: { folder }, parseSettings })
    return result.findings
  } finally {
    await rm(folder, { recursive: true })
  }
}
