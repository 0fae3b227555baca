import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { Name } from '../../src/project/name.ts'
import { ColumnName, ColumnType } from '../../src/project/schema/column.ts'
import { Amount, Duration, Login, Percentage, Share, Size, Timeout } from '../../src/project/schema/values.ts'
import { isValueOf } from '../../src/project/value-of-type.ts'

const accepts = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success

describe('a percentage', () => {
  it('is the double nearest to its hundredth: no digit is lost in a division', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 999_999n }),
        fc.integer({ min: 0, max: 999_999 }),
        (whole, part) => {
          const digits = `${whole}${String(part).padStart(6, '0')}`.padStart(9, '0')
          const hundredth = Number(`${digits.slice(0, -8)}.${digits.slice(-8)}`)
          expect(Percentage.parse(`${whole}.${String(part).padStart(6, '0')}%`)).toBe(hundredth)
        },
      ),
    )
    expect(['0%', '0.1%', '7%', '29%', '57%', '100%', '150%'].map((text) => Percentage.parse(text))).toEqual([
      0, 0.001, 0.07, 0.29, 0.57, 1, 1.5,
    ])
  })

  it('as a share is 100% at most', () => {
    expect([accepts(Share, '100%'), accepts(Share, '100.01%')]).toEqual([true, false])
  })

  it.each([
    '',
    '%',
    '1',
    ' 1%',
    '1 %',
    '-1%',
    '+1%',
    '1e2%',
    '01%',
    '1.%',
    '.5%',
    '1,5%',
    '1%%',
    '１%',
    'NaN%',
    1,
  ])('is not %j', (value) => {
    expect(accepts(Percentage, value)).toBe(false)
  })
})

describe('an amount', () => {
  it('is a share or a count, told apart by how it is written', () => {
    expect(Amount.parse('1%')).toEqual({ share: 0.01 })
    expect(Amount.parse(25)).toEqual({ count: 25 })
    for (const value of [0.5, -1, '25', '101%', null]) expect(accepts(Amount, value)).toBe(false)
  })
})

describe('a size', () => {
  const units = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

  it('is a number of bytes', () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.constantFrom(...Object.entries(units)), (count, [unit, bytes]) => {
        expect(Size.parse(`${count}${unit}`)).toBe(count * bytes)
      }),
    )
    expect(Size.parse('1.5KB')).toBe(1500)
  })

  it.each(['10', 10, '10 MB', '10mb', '10M', 'MB', '-1MB', '1e3B', '99999999999GB'])('is not %j', (value) => {
    expect(accepts(Size, value)).toBe(false)
  })
})

describe('a duration', () => {
  const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

  it('is a number of milliseconds', () => {
    fc.assert(
      fc.property(fc.nat(3650), fc.constantFrom(...Object.entries(units)), (count, [unit, milliseconds]) => {
        expect(Duration.parse(`${count}${unit}`)).toBe(count * milliseconds)
      }),
    )
    expect(Duration.parse('1.5h')).toBe(5_400_000)
  })

  it.each(['30', 30, '30 m', '30min', '1h30m', '-1h', '3651d', '1w'])('is not %j', (value) => {
    expect(accepts(Duration, value)).toBe(false)
  })

  it('after which something is killed is above zero and within what a job may run', () => {
    const tried = ['0s', '1ms', '5d', '121h'].map((text) => accepts(Timeout, text))
    expect(tried).toEqual([false, true, true, false])
  })
})

describe('a name', () => {
  it.each(['a', 'churn', 'daily-orders', '2026', 'a'.repeat(64)])('may be %s', (name) => {
    expect(accepts(Name, name)).toBe(true)
  })

  it.each(['', '-a', 'a-', 'A', 'a_b', 'a/b', '..', 'a b', 'ä', 'a\n', 'a'.repeat(65), '__proto__'])(
    'is not %j',
    (name) => {
      expect(accepts(Name, name)).toBe(false)
    },
  )

  it('of a column may be nearly anything', () => {
    for (const name of [
      'a b',
      'a"b',
      "o'hara",
      'a\nb',
      'select',
      '__proto__',
      'ünï',
      '😀',
      ' ',
      '../x',
      '<b>',
    ])
      expect(accepts(ColumnName, name), name).toBe(true)
    for (const name of ['', 'a\0', 'a\u001fbad', '\ud800', 'a'.repeat(257)])
      expect(accepts(ColumnName, name), name).toBe(false)
  })

  it('of a person or team is as GitHub has it', () => {
    for (const login of ['ada', 'Ada-L', 'ada_acme', 'acme/ml-leads', 'acme/ml.leads_2'])
      expect(accepts(Login, login), login).toBe(true)
    for (const login of ['', '@ada', 'ada!', '-ada', '_ada', 'a/b/c', 'acme/', 'ada\n', 'a'.repeat(40)])
      expect(accepts(Login, login), login).toBe(false)
  })
})

describe('a value in a rule', () => {
  it('is of exactly one kind of column where it is a text with a form', () => {
    const days = ['2026-03-01', '2024-02-29', '0001-01-01']
    const instants = ['2026-03-01T12:00Z', '2026-03-01 12:00:00', '2026-03-01T12:00:00.123+01:00']
    const neither = [
      '2026-02-29',
      '2026-13-01',
      '2026-3-1',
      '20260301',
      'today',
      '',
      '2026-03-01T24:00Z',
      '2026-03-01T12Z',
    ]
    expect(days.filter((text) => isValueOf(text, 'date'))).toEqual(days)
    expect(instants.filter((text) => isValueOf(text, 'timestamp'))).toEqual(instants)
    expect([...neither, ...instants].filter((text) => isValueOf(text, 'date'))).toEqual([])
    expect(neither.filter((text) => isValueOf(text, 'timestamp'))).toEqual([])
  })

  it('of another kind than the column is none', () => {
    const kinds = (value: string | number | boolean): string[] =>
      ColumnType.options.filter((type) => isValueOf(value, type))
    expect(kinds(1)).toEqual(['integer', 'number'])
    expect(kinds(1.5)).toEqual(['number'])
    expect(kinds(2 ** 53)).toEqual(['number'])
    expect(kinds(true)).toEqual(['boolean'])
    expect(kinds('true')).toEqual(['string'])
    expect(kinds('2026-03-01')).toEqual(['string', 'date', 'timestamp'])
  })
})
