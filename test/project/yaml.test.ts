import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { formatProblem } from '../../src/project/problem.ts'
import { type ParsedYaml, parseYaml } from '../../src/project/yaml.ts'

function parsed(text: string): ParsedYaml {
  const result = parseYaml(text, 'f.yaml')
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.yaml
}

function refusal(text: string): string[] {
  const result = parseYaml(text, 'f.yaml')
  if (result.ok) throw new Error('it was read')
  return result.problems.map(formatProblem)
}

const nestedLists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const nestedMaps = (depth: number): string =>
  `${Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a:`).join('\n')} b`

describe('the YAML of config files', () => {
  it.each([
    [
      'an anchor',
      'a: 1\nb: &x 1',
      'f.yaml:2:7: anchors are not allowed (write the value out where it is used)',
    ],
    ['an alias', 'a: 1\nb: *x', 'f.yaml:2:4: aliases are not allowed (write the value out)'],
    ['a merge key', 'a: {<<: {b: 1}}', 'f.yaml:1:5: merge keys are not allowed (write the keys out)'],
    ['a tag', 'a: !!str 1', 'f.yaml:1:10: tags are not allowed (remove what begins with !)'],
    ['a tag on a section', 'a: !!set {b}', 'f.yaml:1:10: tags are not allowed (remove what begins with !)'],
    ['a tag of its own', 'a: !secret b', 'f.yaml:1:4: Unresolved tag: !secret'],
    [
      'a %YAML directive',
      '# x\n%YAML 1.1\n---\na: yes',
      'f.yaml:2:1: %YAML directives are not allowed (remove the line)',
    ],
    [
      'a %TAG directive',
      '%TAG ! tag:x\n---\na: 1',
      'f.yaml:1:1: %TAG directives are not allowed (remove the line)',
    ],
    [
      'a second document',
      'a: 1\n---\nb: 1',
      'f.yaml:2:1: holds more than one document (remove the line ---)',
    ],
    [
      'a key written twice',
      'a: 1\nb: 2\na: 3',
      'f.yaml:3:1: the key "a" is written twice (keep the one that you mean)',
    ],
    ['a tab', 'a:\n\tb: 1', 'f.yaml:2:1: Tabs are not allowed as indentation (indent with blanks)'],
    ['__proto__', 'a:\n  __proto__: {b: 1}', 'f.yaml:2:3: __proto__ cannot be a key (give it another name)'],
    ['a number as key', 'a: 1\n2: b', 'f.yaml:2:1: keys have to be text (put quotes around it)'],
    ['a list as key', '? [a]\n: b', 'f.yaml:1:3: keys have to be text (put quotes around it)'],
    ['a NUL character', 'a: "\\0"', 'f.yaml:1:4: holds a NUL character (remove it)'],
    [
      'a second colon',
      'a: b: c',
      'f.yaml:1:4: has a second colon on the line (put quotes around a text that holds a colon)',
    ],
    ['an open quote', 'a: "x\nb: 1', 'f.yaml:2:5: Missing closing "quote'],
    ['nothing', '', 'f.yaml:1:1: is empty'],
    ['only remarks', '# later\n', 'f.yaml:1:1: is empty'],
    [
      'lists in lists',
      nestedLists(33),
      'f.yaml:1:33: is nested more than 32 deep (a config file needs no such depth)',
    ],
    [
      'sections in sections',
      nestedMaps(33),
      'f.yaml:33:33: is nested more than 32 deep (a config file needs no such depth)',
    ],
    [
      'a megabyte and more',
      '#'.repeat(2 ** 20 + 1),
      'f.yaml: is larger than 1 MiB (a config file is a page of text)',
    ],
  ])('refuses %s', (_what, text, said) => {
    expect(refusal(text)).toEqual([said])
  })

  it('takes a depth of 32', () => {
    expect(parsed(nestedLists(32)).value).toEqual(JSON.parse(nestedLists(32)))
    expect(parsed(nestedMaps(32)).value).toHaveProperty('a.a.a')
  })

  it('refuses a depth that would overflow the stack', () => {
    expect(refusal('['.repeat(10_000))).toEqual([
      expect.stringMatching(/^f\.yaml:1:\d+: is nested more than 32 deep/),
    ])
  })

  it('reads many keys in time that grows with their number, not its square', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `key${index}: 1`)
    const began = performance.now()
    expect(Object.keys(parsed(keys.join('\n')).value as object)).toHaveLength(10_000)
    expect(performance.now() - began).toBeLessThan(4000)
  })

  it('reads yes, no and dates as texts: only true and false are true and false', () => {
    expect(parsed('[yes, no, on, 2026-03-01, true, 1.5]').value).toEqual([
      'yes',
      'no',
      'on',
      '2026-03-01',
      true,
      1.5,
    ])
  })

  it('reads every plain value as it was written', () => {
    const key = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !['__proto__', '<<'].includes(text) && !text.includes('\0'))
    const { tree } = fc.letrec<{ tree: unknown; leaf: unknown; list: unknown; map: unknown }>((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('list'), tie('map')),
      leaf: fc.oneof(
        fc.integer(),
        fc.boolean(),
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
      ),
      list: fc.array(tie('tree'), { maxLength: 4, minLength: 1 }),
      map: fc.dictionary(key, tie('tree'), { maxKeys: 4, minKeys: 1, noNullPrototype: true }),
    }))
    fc.assert(
      fc.property(fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), (value) => {
        const text = stringify(value, { aliasDuplicateObjects: false })
        expect(parsed(text).value).toEqual(value)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the place of a part', () => {
  const text = '# remark\na: 1\nb:\n  c: [x, {d: 2}]\n  e:\n'
  it.each([
    [['a'], 'value', '2:4'],
    [['a'], 'key', '2:1'],
    [['b', 'c', 1, 'd'], 'value', '4:14'],
    [['b', 'c', 1, 'd'], 'key', '4:11'],
    [['b', 'e'], 'value', '5:3'],
    [['b', 'nothing', 'below'], 'value', '4:3'],
    [['b', 'c', 7], 'value', '4:6'],
    [[], 'value', '2:1'],
  ] as const)('of %j (%s) is %s', (path, part, said) => {
    const { file, line, column } = parsed(text).placeOf([...path], part)
    expect([file, `${line}:${column}`]).toEqual(['f.yaml', said])
  })
})
