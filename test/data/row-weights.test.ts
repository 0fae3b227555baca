import { describe, expect, it } from 'vitest'
import { alteredHoldout } from '../../src/data/altered.ts'
import { withDatabase } from '../../src/data/database.ts'
import { type Holdout, readHoldout } from '../../src/data/holdout.ts'
import { openDataset } from '../../src/data/open.ts'
import { isHeldOut } from '../../src/data/split.ts'
import type { Selection } from '../../src/data/training-rows.ts'
import { UserError } from '../../src/project/problem.ts'
import { type Columns, filesOf, opened, type Repository, repository } from './repository.ts'

const split = { by: 'id', holdout: 0.4, salt: 'pawl' }
const selection: Selection = { features: ['n'], target: { column: 'y', positive: 'yes' }, split }
const columns: Columns = {
  id: { type: 'string' },
  n: { type: 'number' },
  y: { type: 'string' },
  w: { type: 'number' },
  'we"ird': { type: 'integer' },
}

const ids = Array.from({ length: 60 }, (_, index) => `c${index}`)
const held = ids.filter((id) => isHeldOut(id, split))
const place = (id: string) => held.indexOf(id)

/** `weights` says what the held-out rows weigh, from the first; the others weigh 1, and rows to train on nothing usable. */
function from(weights: readonly string[], more: Columns = {}): Repository {
  const lines = ids.map((id, index) => {
    const weight = place(id) < 0 ? '-1' : (weights[place(id)] ?? '1')
    return `${id},${index},${index % 3 === 0 ? 'yes' : 'no'},${weight},${index % 4}`
  })
  return repository(
    { 'a.csv': ['id,n,y,w,"we""ird"', ...lines, ''].join('\n') },
    { key: ['id'], columns: { ...columns, ...more } },
  )
}

const read = (of: Repository, weight: string | undefined, otherWeights: string[] = []): Promise<Holdout> =>
  opened(of, (database, open) =>
    readHoldout(database, open, {
      selection,
      objective: { task: 'binary-classification', column: 'y', positive: 'yes' },
      splits: [split],
      weight,
      otherWeights,
    }),
  )

describe('rows with weights', () => {
  it('are read with them; what rows to train on weigh does not matter', async () => {
    const { truth, weightless, features } = await read(from(['2.5', '1e3', '0.125']), 'w')
    expect([...(truth.weights ?? [])]).toEqual([2.5, 1000, 0.125, ...held.slice(3).map(() => 1)])
    expect(weightless).toBe(0)
    expect(features.rows).toBe(held.length)
  })

  it('take no part where the weight is 0, and are counted', async () => {
    const { truth, weightless, features } = await read(from(['0', '3', '0.0', '-0']), 'w')
    expect(weightless).toBe(3)
    expect(features.rows).toBe(held.length - 3)
    expect(truth.y).toHaveLength(held.length - 3)
    expect([...(truth.weights ?? [])]).toEqual([3, ...held.slice(4).map(() => 1)])
  })

  it('are as they were where no weight is asked for', async () => {
    const of = from(['0', 'NaN', '-3'])
    const { truth, weights, weightless, features } = await read(of, undefined)
    expect(truth).not.toHaveProperty('weights')
    expect([weights.size, weightless, features.rows]).toEqual([0, 0, held.length])
  })

  it.each<[string, string[], string]>([
    [
      'a missing weight',
      ['', '1', ''],
      '2 of N held-out rows of rows have no usable weight in w: 2 have none that is a finite number',
    ],
    [
      'a weight that is not finite',
      ['inf', 'nan', '-inf'],
      '3 of N held-out rows of rows have no usable weight in w: 3 have none that is a finite number',
    ],
    [
      'a weight that is no number',
      ['heavy'],
      '1 of N held-out rows of rows have no usable weight in w: 1 have none that is a finite number',
    ],
    [
      'a negative weight',
      ['-2', '1', '-0.1', ''],
      '3 of N held-out rows of rows have no usable weight in w: 1 have none that is a finite number, 2 have a negative one',
    ],
    [
      'weights that are all 0',
      held.map(() => '0'),
      'all N held-out rows of rows have the weight 0 in w, so there is nothing to judge on',
    ],
    [
      'weights beyond what a number holds',
      ['1e308', '1e308'],
      'the weights in w of rows add up to more than a number can hold',
    ],
  ])('with %s are the user’s mistake, told in counts', async (_, weights, message) => {
    const failed = read(from(weights), 'w')
    await expect(failed).rejects.toThrow(UserError)
    await expect(failed).rejects.toThrow(message.replace('N', String(held.length)))
    await expect(failed).rejects.not.toThrow(/heavy|-0\.1|1e308/)
  })

  it('by a column that is not there, or holds no numbers, are too', async () => {
    await expect(read(from([]), 'gone')).rejects.toThrow(
      'the files of rows lack gone, which rows are weighted by',
    )
    await expect(read(from([], { w: { type: 'string' } }), 'w')).rejects.toThrow(
      'w of rows is of type string',
    )
  })

  it('may be read by several columns, whatever they are called', async () => {
    const { truth, weights } = await read(from([]), 'w', ['we"ird'])
    expect(truth.weights?.every((weight) => weight === 1)).toBe(true)
    const kept = ids.flatMap((id, index) => (place(id) < 0 ? [] : [index % 4]))
    expect([...(weights.get('we"ird') ?? [])]).toEqual(kept)
  })

  it('have another digest when a weight changes', async () => {
    const digests = await Promise.all(
      [['2'], ['3'], []].map(async (weights) => (await read(from(weights), 'w')).digest),
    )
    expect(new Set(digests).size).toBe(3)
  })
})

describe('a change of a held-out row’s weight alone', () => {
  const between = (weight: string | undefined): Promise<unknown> =>
    withDatabase(async (database) => {
      const [base, head] = [from([]), from(['5', '7'])]
      const open = async (of: Repository, as: string) =>
        openDataset(database, { dataset: of.dataset, files: await filesOf(of), as })
      const [one, other] = [await open(base, 'base'), await open(head, 'head')]
      return alteredHoldout(database, {
        base: one,
        head: other,
        selection,
        also: weight === undefined ? [] : [weight],
      })
    })

  it('is an altered row where rows are weighted by it', async () => {
    expect(await between('w')).toEqual({ altered: 2, added: 2 })
  })

  it('is nothing otherwise', async () => {
    expect(await between(undefined)).toEqual({ altered: 0, added: 0 })
  })
})
