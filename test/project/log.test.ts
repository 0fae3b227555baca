import { describe, expect, it } from 'vitest'
import { atOnce, type Log, silent } from '../../src/project/log.ts'

/** A log that keeps what it is told. */
function kept() {
  const seen: (string | [number, number])[] = []
  const log: Log = {
    ...silent,
    step(title, work) {
      seen.push(title)
      return work((done, all) => void seen.push([done, all]))
    },
  }
  return { log, seen }
}

describe('several things at once', () => {
  it('are one step, whose parts are counted together', async () => {
    const { log, seen } = kept()
    const both = await atOnce<[string, number]>({ log, title: 'score both' }, [
      (log) =>
        log.step('one', async (progress) => {
          progress(1, 10)
          return 'a'
        }),
      (log) =>
        log.step('other', async (progress) => {
          progress(3, 10)
          return 2
        }),
    ])
    expect(both).toEqual(['a', 2])
    expect(seen).toEqual(['score both', [1, 10], [4, 20]])
  })

  it('fail with the first that fails, once all have come to their end', async () => {
    const ended: string[] = []
    const works = atOnce<[never, void]>({ log: silent, title: 'both' }, [
      () => Promise.reject(new Error('it broke')),
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        ended.push('other')
      },
    ])
    await expect(works).rejects.toThrow('it broke')
    expect(ended).toEqual(['other'])
  })
})
