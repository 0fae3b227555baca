import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Addition, addToYaml } from '../../src/project/yaml-additions.ts'
import { flowText, scalarText } from '../../src/project/yaml-flow.ts'

const added = (text: string, ...additions: Addition[]): string => addToYaml(text, additions)

describe('what is added to a config file', () => {
  it.each<[string, string, Addition, string]>([
    [
      'goes to the end of a map on one line',
      'columns:\n  a: { type: string } # the name\n  b: {type: date}\n',
      { at: ['columns', 'a'], keys: { unique: true } },
      'columns:\n  a: { type: string, unique: true } # the name\n  b: {type: date}\n',
    ],
    [
      'goes below the last key of a map over several lines, with its indentation',
      'columns:\n    a:\n        type: string # text\n    # about b\n    b: {type: date}\n',
      { at: ['columns', 'a'], keys: { length: { min: 1 } } },
      'columns:\n    a:\n        type: string # text\n        length: {min: 1}\n    # about b\n    b: {type: date}\n',
    ],
    [
      'goes after the key that is named',
      'dataset: d\nfiles: "*.csv" # all\ncolumns: {}\n',
      { at: [], keys: { key: ['id'] }, after: 'files' },
      'dataset: d\nfiles: "*.csv" # all\nkey: [id]\ncolumns: {}\n',
    ],
    [
      'takes the place of an empty map',
      'dataset: d\ncolumns: {} # none yet\nnulls: {max: 0}\n',
      { at: ['columns'], keys: { a: { type: 'date' }, b: { type: 'string' } } },
      'dataset: d\ncolumns:\n  a: {type: date}\n  b: {type: string} # none yet\nnulls: {max: 0}\n',
    ],
    [
      'goes below a key without a value',
      'dataset: d\ncolumns:\nnulls: { max: 0 }\n',
      { at: ['columns'], keys: { a: { type: 'date' } } },
      'dataset: d\ncolumns:\n  a: { type: date }\nnulls: { max: 0 }\n',
    ],
    [
      'goes to the end of a file that lacks the key and the last line break',
      'dataset: d',
      { at: ['columns'], keys: { a: { type: 'date' } } },
      'dataset: d\ncolumns:\n  a: { type: date }\n',
    ],
    [
      'goes to the end of a list',
      'checks:\n- row: a > b\n  share: {min: 99%}\n# done\n',
      { at: ['checks'], items: [{ rows: { min: 10 } }] },
      'checks:\n- row: a > b\n  share: {min: 99%}\n- {rows: {min: 10}}\n# done\n',
    ],
    [
      'goes to a list that is not there yet',
      'dataset: d\n',
      { at: ['checks'], items: [{ rows: { min: 10 } }] },
      'dataset: d\nchecks:\n  - { rows: { min: 10 } }\n',
    ],
    [
      'stands below a text over several lines',
      'description: |\n  two\n  lines\n\nfiles: x\n',
      { at: [], keys: { time: 'day' }, after: 'description' },
      'description: |\n  two\n  lines\ntime: day\n\nfiles: x\n',
    ],
    [
      'keeps the line ends of Windows',
      'dataset: d\r\nfiles: x\r\n',
      { at: [], keys: { time: 'day' } },
      'dataset: d\r\nfiles: x\r\ntime: day\r\n',
    ],
    [
      'does not touch a key that is there',
      'columns:\n  a: {type: string, min: 3}\n',
      { at: ['columns', 'a'], keys: { type: 'date', max: 4 } },
      'columns:\n  a: {type: string, min: 3, max: 4}\n',
    ],
  ])('%s', (_, text, addition, result) => {
    expect(added(text, addition)).toBe(result)
  })

  it('stands in its order when several go to one place', () => {
    expect(
      added(
        'files: x\ncolumns:\n  a: {type: date}\n',
        { at: [], keys: { key: ['a'] }, after: 'files' },
        { at: [], keys: { time: 'a' }, after: 'files' },
        { at: ['columns', 'a'], keys: { max: 'today' } },
        { at: ['columns'], keys: { b: { type: 'date' } } },
      ),
    ).toBe('files: x\nkey: [a]\ntime: a\ncolumns:\n  a: {type: date, max: today}\n  b: {type: date}\n')
  })

  it('is there also where the text has to be written again, with its comments', () => {
    const odd = '# about all\n{dataset: d, # the name\n columns: {}}\n'
    const result = added(odd, { at: ['columns'], keys: { a: { type: 'date' } } })
    expect(parse(result)).toEqual({ dataset: 'd', columns: { a: { type: 'date' } } })
    expect(result).toContain('# about all')
    expect(result).toContain('# the name')
  })
})

const hostile = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '1e3',
    '0x10',
    '- a',
    'a: b',
    '#',
    "it's",
    '"',
    '{',
    '2020-01-01',
    '20%',
    ' ',
  ),
)

it('any text is read back as it was, as a value and as a key', () => {
  fc.assert(
    fc.property(hostile, hostile, (key, value) => {
      fc.pre(key !== '__proto__')
      expect(parse(scalarText(value))).toBe(value)
      expect(parse(flowText({ [key]: [value] }, { padded: true }))).toEqual({ [key]: [value] })
      const text = added('columns:\n  a: {type: string}\n', { at: ['columns'], keys: { [key]: value } })
      if (key !== 'a') expect(parse(text)).toEqual({ columns: { a: { type: 'string' }, [key]: value } })
    }),
  )
})
