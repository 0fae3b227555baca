import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { NumbersTask } from '../../src/drift/examine-numbers.ts'
import { type Examiner, withExaminer } from '../../src/drift/thread/examiner.ts'
import { withThread } from '../../src/project/thread.ts'
import { seeded } from '../../src/stats/random.ts'

const [few, many] = [1, 1e9]

function task(column: string, shift: number): NumbersTask {
  const random = seeded(column.length)
  const shared = (rows: number, by: number) => {
    const values = new Float64Array(new SharedArrayBuffer(8 * rows))
    for (let row = 0; row < rows; row++) values[row] = random.uniform() + by
    return values
  }
  const rows = { reference: 600, current: 500 }
  const settings = { p: 0.05, 'min-rows': 100 } as NumbersTask['settings']
  const own = { column, family: 'feature' as const }
  return { own, rows, x: shared(550, 0), y: shared(500, shift), settings, evidently: true }
}

describe('a thread of its own', () => {
  it('says of columns what is said without it, in their order', async () => {
    const tasks = [task('a', 0), task('bb', 0.3), task('ccc', 5)]
    const all = async (examine: Examiner) => Promise.all(tasks.map((one) => examine(one)))
    const apart = await withExaminer(many, all)
    expect(apart).toEqual(await withExaminer(few, all))
    expect(apart.map(({ column }) => column)).toEqual(['a', 'bb', 'ccc'])
    expect(apart.map(({ values }) => 'p' in values && values.p < 0.001)).toEqual([false, true, true])
  })

  it('starts from TypeScript sources as well', async () => {
    const main = resolve(import.meta.dirname, '../../src/drift/thread/main.ts')
    const judged = await withThread(main, (ask) => ask(task('a', 0)))
    expect(judged).toEqual(await withExaminer(few, (examine) => examine(task('a', 0))))
  })

  it('hands on what goes wrong in it, to everything that waits and to what is asked later', async () => {
    const bad = task('a', 0)
    bad.x[3] = Number.NaN
    await withExaminer(many, async (examine) => {
      const [first, second] = await Promise.allSettled([examine(bad), examine(task('bb', 0))])
      expect(first).toMatchObject({ reason: { message: 'a sample must not hold NaN' } })
      expect(second.status).toBe('rejected')
      await expect(examine(task('bb', 0))).rejects.toThrow('a sample must not hold NaN')
    })
  })
})
