import { describe, expect, it } from 'vitest'
import { stateBranch } from '../../src/forge/state-branch.ts'
import { MemoryForge } from './memory-forge.ts'

/** Numbers between 0 and 1 that are the same on every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32
    return state / 2 ** 32
  }
}

function open(forge: MemoryForge, tries?: number) {
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 50))
  return stateBranch({ forge: forge.port(), sleep, random: seeded(7), ...(tries && { tries }) })
}

describe('the state branch', () => {
  it('is made without a parent when the first record is written', async () => {
    const forge = new MemoryForge({ 'pawl.yaml': '{}' })
    const state = open(forge)
    expect(await state.read('runs/churn/a.json')).toBeUndefined()
    expect(await state.list('runs')).toEqual([])
    await state.append([{ path: 'runs/churn/a.json', content: '1\n' }], 'Record')
    expect(forge.store.get(forge.head('pawl/state'))).toMatchObject({ parents: [] })
    expect(await state.read('runs/churn/a.json')).toBe('1\n')
    expect(await state.list('runs')).toEqual(['runs/churn/a.json'])
    expect(await state.list('run')).toEqual([])
  })

  it('makes no commit for a record that is there, and refuses to write over one', async () => {
    const forge = new MemoryForge({})
    const state = open(forge)
    const first = await state.append([{ path: 'a.json', content: '1' }], 'One')
    expect(await state.append([{ path: 'a.json', content: '1' }], 'Again')).toEqual({
      ...first,
      changed: false,
    })
    await expect(state.append([{ path: 'a.json', content: '2' }], 'Two')).rejects.toThrow('written once')
    await state.append([{ path: 'a.json', content: '2', replace: true }], 'Replace')
    expect(await state.read('a.json')).toBe('2')
    await expect(
      state.append(
        [
          { path: 'b.json', content: '1' },
          { path: 'b.json', content: '2' },
        ],
        'Twins',
      ),
    ).rejects.toThrow('share the path')
  })

  it('loses nothing when 64 write at once', async () => {
    const forge = new MemoryForge({})
    await Promise.all(
      Array.from({ length: 64 }, (_, nth) =>
        open(forge).append([{ path: `records/${nth}.json`, content: `${nth}` }], `Record ${nth}`),
      ),
    )
    expect(await open(forge).list('records')).toHaveLength(64)
    expect(forge.store.history(forge.head('pawl/state'))).toHaveLength(64)
  })

  it('gives up after some tries and says so, having written nothing', async () => {
    const forge = new MemoryForge({})
    const state = open(forge, 2)
    let others = 0
    forge.before = async (call) => {
      if (call === 'commit') forge.push('pawl/state', { [`other-${others++}`]: 'x' })
    }
    await expect(state.append([{ path: 'mine', content: 'x' }], 'Mine')).rejects.toThrow('2 times in a row')
    forge.before = () => {}
    expect(await state.read('mine')).toBeUndefined()
    expect(others).toBe(2)
  })
})
