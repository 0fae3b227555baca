import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { combinationsOf, nameWithValues } from '../../sandbox/runner/run/matrix.ts'
import { readWorkflow } from '../../sandbox/runner/workflow/parse.ts'

const path = 'w.yml'

async function combine(matrix: string, needs: object = {}): Promise<unknown[]> {
  const content = `on: push\njobs:\n  b: {runs-on: x, steps: [{run: a}]}\n  a:\n    needs: b\n    runs-on: x\n    strategy:\n      matrix: ${matrix}\n    steps: [{run: a}]\n`
  const { jobs } = await readWorkflow({ path, content })
  const strategy = jobs.get('a')?.strategy
  if (!strategy) throw new Error('no strategy')
  const cells = combinationsOf(strategy, { file: path, contexts: { needs }, functions: [] })
  return cells.map((cell) => Object.fromEntries(cell))
}

describe('a matrix', () => {
  test('makes a job of every combination, the first vector slowest', async () => {
    expect(await combine('{os: [a, b], version: [1, 2]}')).toEqual([
      { os: 'a', version: 1 },
      { os: 'a', version: 2 },
      { os: 'b', version: 1 },
      { os: 'b', version: 2 },
    ])
  })

  test('leaves out what exclude names, also by a part of it', async () => {
    expect(
      await combine('{os: [a, b], version: [1, 2], exclude: [{os: a, version: 1}, {version: 2}]}'),
    ).toEqual([{ os: 'b', version: 1 }])
  })

  // The example of "Expanding or adding matrix configurations" in GitHub's documentation.
  test('takes in include as the documentation shows', async () => {
    const matrix = `{fruit: [apple, pear], animal: [cat, dog], include: [{color: green}, {color: pink, animal: cat}, {fruit: apple, shape: circle}, {fruit: banana}, {fruit: banana, animal: cat}]}`
    expect(await combine(matrix)).toEqual(
      parse(`
- {fruit: apple, animal: cat, color: pink, shape: circle}
- {fruit: apple, animal: dog, color: green, shape: circle}
- {fruit: pear, animal: cat, color: pink}
- {fruit: pear, animal: dog, color: green}
- {fruit: banana}
- {fruit: banana, animal: cat}
`),
    )
  })

  test('comes out of another job as a vector, as include, or whole', async () => {
    const needs = { b: { outputs: { list: '["x","y"]', cells: '[{"m":"x","n":1}]', all: '{"m":["q"]}' } } }
    expect(await combine(`{m: "\${{ fromJSON(needs.b.outputs.list) }}"}`, needs)).toEqual([
      { m: 'x' },
      { m: 'y' },
    ])
    expect(await combine(`{include: "\${{ fromJSON(needs.b.outputs.cells) }}"}`, needs)).toEqual([
      { m: 'x', n: 1 },
    ])
    expect(await combine(`"\${{ fromJSON(needs.b.outputs.all) }}"`, needs)).toEqual([{ m: 'q' }])
  })

  test.each([
    [`{m: "\${{ fromJSON('[]') }}"}`, "w.yml:8:15: Matrix vector 'm' does not contain any values"],
    [`{include: "\${{ fromJSON('[]') }}"}`, 'Matrix must define at least one vector'],
    [`"\${{ fromJSON('[1]') }}"`, 'the matrix is not a mapping'],
  ])('%s is an error', async (matrix, message) => {
    await expect(combine(matrix)).rejects.toThrow(message)
  })

  test('of more than 256 jobs is an error', async () => {
    const list = JSON.stringify(Array.from({ length: 257 }, (_, index) => index))
    await expect(combine(`{m: ${list}}`)).rejects.toThrow('the matrix makes 257 jobs, GitHub allows 256')
  })

  test('names its jobs by their values', () => {
    expect(
      nameWithValues(
        'train',
        new Map<string, string | number>([
          ['m', 'churn'],
          ['n', 2],
        ]),
      ),
    ).toBe('train (churn, 2)')
  })
})
