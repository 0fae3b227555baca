import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { terminalLog } from '../../src/frame/terminal-log.ts'

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean) {
  const kept: string[] = []
  const of = new PassThrough()
  of.on('data', (chunk: Buffer) => kept.push(chunk.toString('utf8')))
  Object.assign(of, { isTTY, columns: 200, rows: 40 })
  return { of: of as unknown as NodeJS.WriteStream, seen: () => stripVTControlCharacters(kept.join('')) }
}
/** Longer than a spinner waits between two pictures. */
const aPicture = () => new Promise((resolve) => setTimeout(resolve, 150))

describe('on a terminal', () => {
  it('a step that counts has a bar, which grows', async () => {
    const { of, seen } = stream(true)
    await terminalLog(of).step('score candidate on 40000 rows', async (progress) => {
      await aPicture()
      progress(10_000, 40_000)
      await aPicture()
      progress(30_000, 40_000)
      await aPicture()
    })
    expect(seen()).toMatch(/score candidate on 40000 rows █{6}░{18} 25 %/)
    expect(seen()).toMatch(/score candidate on 40000 rows █{18}░{6} 75 %/)
    expect(seen().trimEnd().split('\n').at(-1)).toMatch(/score candidate on 40000 rows$/)
  })

  it('a step within a step stands in the same line, and its time below at the end', async () => {
    const { of, seen } = stream(true)
    const log = terminalLog(of)
    await log.step('evaluate churn', async () => {
      await log.step('score candidate', async (progress) => {
        progress(1, 2)
        await aPicture()
      })
      log.info('one remark')
      await aPicture()
    })
    expect(seen()).toMatch(/evaluate churn › score candidate █{12}░{12} 50 %/)
    expect(seen()).toMatch(/score candidate: \d\.\d s\none remark\n/)
  })

  it('hands on what the work gives and what it throws', async () => {
    const { of } = stream(true)
    const log = terminalLog(of)
    expect(await log.step('one', async () => 42)).toBe(42)
    const bad = log.step('two', async () => log.step('three', () => Promise.reject(new Error('no rows'))))
    await expect(bad).rejects.toThrow('no rows')
    expect(await log.step('four', async () => 'again')).toBe('again')
  })

  it('no share is drawn beyond its bar, whatever a model says', async () => {
    const { of, seen } = stream(true)
    await terminalLog(of).step('score', async (progress) => {
      progress(9, 2)
      await aPicture()
      progress(0, 0)
      progress(-1, 4)
      await aPicture()
    })
    expect(seen()).toContain(`${'█'.repeat(24)} 100 %`)
    expect(seen()).toContain(`score ${'░'.repeat(24)} 0 %`)
  })
})

it('without a terminal a step is a line when it begins and one when it ends, and nothing moves', async () => {
  const { of, seen } = stream(false)
  await terminalLog(of).step('score candidate', async (progress) => progress(1, 2))
  expect(seen()).toMatch(/^score candidate …\nscore candidate: \d\.\d s\n$/)
})
