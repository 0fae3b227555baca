import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Slot } from '../../src/model/examination.ts'
import { type Feature, plainName, planInputs } from '../../src/model/inputs.ts'

const file = 'm.onnx'
const slot = (name: string, type = 'tensor(float)', shape: Slot['shape'] = ['?', 1]): Slot => ({
  name,
  type,
  shape,
})
const numeric = (...names: string[]): Feature[] => names.map((name) => ({ name, kind: 'number' }))
const plan = (inputs: Slot[], features: Feature[]) =>
  planInputs({ signature: { inputs, outputs: [] }, features, file })

describe('names follow skl2onnx', () => {
  test.each([
    ['education-num', 'education_num'],
    ['1stFlrSF', '_1stFlrSF'],
    ['Contract=One year', 'Contract_One_year'],
    ['größe', 'gr__e'],
    ['plain', 'plain'],
  ])('%s is %s', (name, plain) => expect(plainName(name)).toBe(plain))

  test('a plain name stays as it is, and holds nothing but letters, digits and underscores', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(plainName(plainName(name))).toBe(plainName(name))
        expect(plainName(name)).toMatch(/^[A-Za-z0-9_]*$/)
      }),
    )
  })
})

describe('one tensor', () => {
  test('takes the features in their order', () => {
    const { feeds, rows } = plan([slot('X', 'tensor(double)', ['n', 2])], numeric('b', 'a'))
    expect(feeds).toEqual([{ name: 'X', type: 'double', columns: [0, 1], flat: false }])
    expect(rows).toBeUndefined()
  })
  test('of another width is refused', () =>
    expect(() => plan([slot('X', 'tensor(float)', ['n', 3])], numeric('a', 'b'))).toThrow(
      /takes 3 features, model.yaml names 2/,
    ))
  test('takes no text among numbers, and says what to do', () =>
    expect(() =>
      plan([slot('X', 'tensor(float)', ['n', 2])], [...numeric('a'), { name: 't', kind: 'text' }]),
    ).toThrow(/features are texts: t.*one input per column/))
  test('of a picture is refused', () =>
    expect(() => plan([slot('X', 'tensor(float)', ['n', 3, 8, 8])], numeric('a', 'b'))).toThrow(
      /no table of rows/,
    ))
  test('that fixes its rows says how many', () =>
    expect(plan([slot('X', 'tensor(float)', [4, 2])], numeric('a', 'b')).rows).toBe(4))
})

describe('one input per column', () => {
  test('is matched by name, in any order, by the rule of skl2onnx', () => {
    const { feeds } = plan(
      [slot('education_num'), slot('sex', 'tensor(string)', ['?'])],
      [
        { name: 'sex', kind: 'text' },
        { name: 'education-num', kind: 'number' },
      ],
    )
    expect(feeds).toEqual([
      { name: 'education_num', type: 'float', columns: [1], flat: false },
      { name: 'sex', type: 'string', columns: [0], flat: true },
    ])
  })
  test('holds for a single feature too', () =>
    expect(plan([slot('a', 'tensor(string)')], [{ name: 'a', kind: 'text' }]).feeds[0]?.columns).toEqual([0]))
  test('tells which features no input takes', () =>
    expect(plan([slot('a'), slot('b')], numeric('a', 'b', 'c')).unused).toEqual(['c']))

  test.each<[string, Slot[], Feature[], RegExp]>([
    [
      'an input without a feature',
      [slot('a'), slot('z')],
      numeric('a', 'b'),
      /input z that no feature is named after/,
    ],
    [
      'two features of one name',
      [slot('a_b'), slot('c')],
      numeric('a-b', 'a b', 'c'),
      /same name in ONNX, a_b/,
    ],
    [
      'two inputs for one feature',
      [slot('a-b'), slot('a_b')],
      numeric('a-b', 'c'),
      /two inputs that stand for the same feature/,
    ],
    [
      'text where numbers are taken',
      [slot('a'), slot('b')],
      [...numeric('a'), { name: 'b', kind: 'text' }],
      /input b takes float, and feature b is text/,
    ],
    [
      'types that Pawl cannot feed',
      [slot('a', 'tensor(uint8)'), slot('b')],
      numeric('a', 'b'),
      /tensor\(uint8\)/,
    ],
    [
      'several columns in one',
      [slot('a', 'tensor(float)', ['?', 2]), slot('b')],
      numeric('a', 'b'),
      /single column/,
    ],
  ])('refuses %s', (_, inputs, features, message) => expect(() => plan(inputs, features)).toThrow(message))

  test('hostile names match nothing but themselves', () =>
    expect(() => plan([slot('__proto__'), slot('constructor')], numeric('a', 'b'))).toThrow(
      /no feature is named/,
    ))
})

describe('one input of numbers and one of texts', () => {
  const text: Feature = { name: 't', kind: 'text' }
  const two = [slot('num', 'tensor(float)', ['n', 2]), slot('cat', 'tensor(string)', ['n', 1])]
  test('take their kind of features, in their order', () =>
    expect(plan(two, [...numeric('a'), text, ...numeric('b')]).feeds).toEqual([
      { name: 'num', type: 'float', columns: [0, 2], flat: false },
      { name: 'cat', type: 'string', columns: [1], flat: false },
    ]))
  test('of another width are refused', () =>
    expect(() => plan(two, [...numeric('a'), text])).toThrow(/input num that no feature is named after/))
  test('are matched by name where they have one', () =>
    expect(
      plan([slot('a'), slot('t', 'tensor(string)')], [text, ...numeric('a')]).feeds.map(
        ({ columns }) => columns,
      ),
    ).toEqual([[1], [0]]))
})

test("TensorFlow's names are those of the columns within", () =>
  expect(
    plan([slot('serving_default_b:0'), slot('a:0')], numeric('a', 'b')).feeds.map(({ columns }) => columns),
  ).toEqual([[1], [0]]))
