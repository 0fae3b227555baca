import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incompatibilities } from '../../src/model/compatible.ts'
import type { Signature, Slot } from '../../src/model/examination.ts'

const slot = (name: string, type = 'tensor(float)', shape: Slot['shape'] = ['N', 4]): Slot => ({
  name,
  type,
  shape,
})
const model = (inputs: Slot[], outputs: Slot[] = [slot('p', 'tensor(float)', ['N', 2])]): Signature => ({
  inputs,
  outputs,
})

describe('a model can stand where another stands', () => {
  it('with the same inputs in another order, open sizes and further outputs', () => {
    const standing = model([slot('a'), slot('b', 'tensor(string)', ['N', 1])])
    expect(
      incompatibilities(
        model(
          [slot('b', 'tensor(string)', ['?', 1]), slot('a', 'tensor(float)', ['batch', '?'])],
          [slot('more', 'tensor(int64)', ['N']), slot('probabilities', 'tensor(float)', ['N', 2])],
        ),
        standing,
      ),
    ).toEqual([])
  })

  it('where it is the very same', () => {
    const slots = fc.array(
      fc.record({
        name: fc.string(),
        type: fc.constantFrom('tensor(float)', 'tensor(string)', 'seq(map(int64,tensor(float)))'),
        shape: fc.array(fc.oneof(fc.nat(9), fc.string())),
      }),
      { minLength: 1, maxLength: 5 },
    )
    const unique = slots.map((list) => [...new Map(list.map((one) => [one.name, one])).values()])
    fc.assert(
      fc.property(unique, unique, (inputs, outputs) => {
        expect(incompatibilities({ inputs, outputs }, { inputs, outputs })).toEqual([])
      }),
    )
  })
})

describe('a model cannot stand where another stands', () => {
  const standing = model([slot('X')])
  it.each([
    ['without an input', model([slot('Y')]), ['it has no input X', 'it asks for an input Y']],
    ['with one more input', model([slot('X'), slot('age')]), ['it asks for an input age']],
    [
      'with another type',
      model([slot('X', 'tensor(double)')]),
      ['its input X is a tensor(double) instead of a tensor(float)'],
    ],
    [
      'with another width',
      model([slot('X', 'tensor(float)', ['N', 5])]),
      ['its input X has the shape [N, 5] instead of [N, 4]'],
    ],
    [
      'with answers of another kind',
      model([slot('X')], [slot('p', 'tensor(int64)', ['N'])]),
      ['it has no output like p, a tensor(float) of the shape [N, 2]'],
    ],
    [
      'with answers for another number of classes',
      model([slot('X')], [slot('p', 'tensor(float)', ['N', 3])]),
      ['it has no output like p, a tensor(float) of the shape [N, 2]'],
    ],
    [
      'with one input whose name tries to look like more',
      model([slot('X\n\n# pass')]),
      ['it has no input X', 'it asks for an input X # pass'],
    ],
  ])('%s', (_what, candidate, said) => {
    expect(incompatibilities(candidate, standing)).toEqual(said)
  })
})
