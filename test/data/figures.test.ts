import { expect, it } from 'vitest'
import { repository, resultOf, validated } from './repository.ts'

/** What a rule of the column `v` finds in some cells. */
async function found(cells: readonly string[], v: object, rule: string) {
  const csv = `id,v\n${cells.map((cell, index) => `${index},"${cell}"`).join('\n')}\n`
  const columns = { id: { type: 'integer' }, v: { nulls: { max: '100%' }, ...v } }
  const report = await validated(repository({ 'a.csv': csv }, { columns: columns as never }))
  return resultOf(report, `columns.v.${rule}`)
}

const number = { type: 'number' } as const
const text = { type: 'string' } as const

it.each([
  [{ mean: { min: 2.5, max: 2.5 } }, 'mean', ['1', '2', '3', '4'], 'it is 2.5', 'pass'],
  [{ mean: { max: 2 } }, 'mean', ['1', '2', '3', '4'], 'it is 2.5', 'fail'],
  [{ mean: { max: 0.2 } }, 'mean', ['0.1', '0.2', '0.3'], 'it is 0.2', 'pass'],
  [{ mean: { max: 2 } }, 'mean', ['1', '', 'NaN', 'inf', 'x', '3'], 'it is 2', 'pass'],
  [{ median: { min: 3 } }, 'median', ['1', '2', '3', '4'], 'it is 2.5', 'fail'],
  // NumPy: np.std([1, 2, 3, 4], ddof=1), np.quantile([1, 2, 3, 4], 0.95)
  [{ stdev: { max: 1.3 } }, 'stdev', ['1', '2', '3', '4'], 'it is 1.29099', 'pass'],
  [{ stdev: { max: 1.3 } }, 'stdev', ['1'], 'it cannot be told from the values', 'fail'],
  [{ quantiles: { '95%': { max: 3.85 } } }, 'quantiles.95%', ['1', '2', '3', '4'], 'it is 3.85', 'pass'],
  [{ quantiles: { '95%': { max: 3.8 } } }, 'quantiles.95%', ['1', '2', '3', '4'], 'it is 3.85', 'fail'],
  [{ sum: { min: 1, max: 1 } }, 'sum', Array<string>(10).fill('0.1'), 'it is 1', 'pass'],
  [{ distinct: { min: 3 } }, 'distinct', ['1', '2', '2', '', 'NaN'], 'it is 2', 'fail'],
] as const)('%j: %s of %j: %s', async (rules, rule, cells, says, verdict) => {
  expect(await found(cells, { ...number, ...rules }, rule)).toMatchObject({ found: says, verdict })
})

it.each(['mean', 'median', 'stdev', 'sum', 'distinct'])(
  '%s of a column without values fails',
  async (rule) => {
    const range = { min: 0, max: 1e9 }
    expect((await found(['', ''], { ...number, [rule]: range }, rule)).verdict).toBe('fail')
  },
)

it.each([
  { 'one-of': ['a'] },
  { 'not-one-of': ['a'] },
  { pattern: '.*' },
  { length: { min: 0 } },
  { format: 'email' },
])('%j on a column without values fails', async (rules) => {
  const [rule] = Object.keys(rules)
  expect(await found(['', ''], { ...text, ...rules }, String(rule))).toMatchObject({
    found: 'no row has a value for it',
    verdict: 'fail',
  })
})

it('a figure too large to be told never passes', async () => {
  const result = await found(['1e308', '-1e308', '1e308'], { ...number, stdev: { min: 0 } }, 'stdev')
  expect(['fail', 'error']).toContain(result.verdict)
})

it.each([
  [{ 'not-one-of': ['?', "n'a"] }, 'not-one-of', ['?', "n'a", 'x', ''], 2],
  [{ length: { min: 2, max: 3 } }, 'length', ['a', 'ab', 'äöü', 'abcd', ''], 2],
  [{ length: { max: 2 } }, 'length', ['😀😀', 'abc'], 1],
] as const)('%j: %s of %j breaks %i', async (rules, rule, cells, violations) => {
  expect(await found(cells, { ...text, ...rules }, rule)).toMatchObject({ violations })
})

it.each([
  [
    'email',
    ['ada@example.org', "o'neill+tag@mail.example.co.uk"],
    ['ada', 'ada@', '@x.org', 'a b@x.org', 'ada@host'],
  ],
  ['uuid', ['123e4567-e89b-12d3-a456-426614174000'], ['123e4567e89b12d3a456426614174000', 'x']],
  ['date', ['2026-02-28', '2024-02-29'], ['2026-02-30', '2026-2-3', '28.02.2026', '2026-02-28T00:00:00Z']],
  [
    'date-time',
    ['2026-02-28T12:00:00Z', '2026-02-28T12:00:00.5+01:00'],
    ['2026-02-28', '2026-02-30T12:00:00Z'],
  ],
  ['time', ['23:59:59'], ['24:00:00', '1:00:00']],
  [
    'url',
    ['https://example.org/a?b=c#d', 'http://[::1]:80/'],
    ['example.org', 'javascript:alert(1)', 'http://a b'],
  ],
  ['hostname', ['example.org', 'a-b'], ['-a.org', 'a..b', 'a_b']],
  ['ipv4', ['192.168.0.1', '255.255.255.255'], ['256.1.1.1', '1.2.3', '01.2.3.4']],
  [
    'ipv6',
    [
      '::',
      '::1',
      '1::',
      '2001:db8::8a2e:370:7334',
      '1:2:3:4:5:6:7:8',
      '::ffff:1.2.3.4',
      '1:2:3:4:5:6:1.2.3.4',
    ],
    ['1:2:3:4:5:6:7', '1::2::3', ':1', '1:2:3:4:5:6:7:8:9', '12345::', '1:2:3:4:5:6:7:8::'],
  ],
  ['phone', ['+4915112345678'], ['0151', '+0123456789']],
] as const)('the format %s takes %j and not %j', async (format, good, bad) => {
  expect(await found(good, { ...text, format }, 'format')).toMatchObject({ violations: 0, verdict: 'pass' })
  expect(await found(bad, { ...text, format }, 'format')).toMatchObject({ violations: bad.length })
})

it.each([
  [9, '90%', 'pass'],
  [8, '90%', 'fail'],
  [1, '10%', 'pass'],
  [7, '70%', 'pass'],
  [0, '0%', 'pass'],
] as const)('%i of 10 values that hold against a share of %s: %s', async (good, min, verdict) => {
  const cells = [...Array.from({ length: 10 }, (_, index) => (index < good ? '1' : '5')), '', '']
  const result = await found(cells, { ...number, max: 1, share: { min } }, 'max')
  expect(result).toMatchObject({ rows: 10, violations: 10 - good, verdict })
  expect(result.expected).toContain(' of the rows with a value')
})

it('a share does not excuse cells of another type or missing ones', async () => {
  const v = { ...number, nulls: { max: 0 }, share: { min: '10%' } }
  expect((await found(['1', 'x', '2'], v, 'type')).verdict).toBe('fail')
  expect((await found(['1', '', '2'], v, 'nulls')).verdict).toBe('fail')
})
