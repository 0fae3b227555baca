import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Between, fairnessFigure } from '../../src/evaluation/fairness/figure.ts'
import { groupFigures } from '../../src/evaluation/fairness/group-figures.ts'
import { type Attribute, attributesOf } from '../../src/evaluation/fairness/groups.ts'
import { fairnessChange, fairnessInterval } from '../../src/evaluation/fairness/known.ts'
import { fairnessMeasures } from '../../src/evaluation/fairness/measures.ts'
import type { Predictions } from '../../src/evaluation/tasks.ts'
import { endsOf } from '../../src/evaluation/uncertainty.ts'
import { seeded } from '../../src/stats/random.ts'
import { describeShared } from '../shared.ts'

type Binary = Extract<Predictions, { task: 'binary-classification' }>

function binary(y: readonly number[], score: readonly number[], labelsOnly = false): Binary {
  return {
    task: 'binary-classification',
    y: Uint8Array.from(y),
    score: Float64Array.from(score),
    threshold: 0.5,
    labelsOnly,
  }
}

function grouped(group: readonly string[], name = 'group'): Attribute {
  const names = [...new Set(group)]
  return {
    name,
    groups: names.map((each) => ({
      name: each,
      rows: Uint32Array.from(group.flatMap((of, row) => (of === each ? [row] : []))),
    })),
  }
}

function asked(measure: string, attribute: Attribute, least = 1): Between {
  const found = fairnessMeasures('binary-classification').get(measure)
  if (!found) throw new Error(`no measure ${measure}`)
  return { measure: found, attribute, least }
}

const names = [...fairnessMeasures('binary-classification').keys()]

/** Rows of three groups that a model treats unlike; `c` is small. */
function world(rows: number, seed = 1): { attribute: Attribute; first: Binary; second: Binary } {
  const random = seeded(seed)
  const group = Array.from({ length: rows }, () => {
    const draw = random.uniform()
    return draw < 0.55 ? 'a' : draw < 0.98 ? 'b' : 'c'
  })
  const y = group.map(() => (random.uniform() < 0.4 ? 1 : 0))
  const noisy = (shift: number) =>
    y.map((label, row) =>
      Math.min(
        0.999,
        Math.max(
          0.001,
          0.3 + 0.3 * label + (group[row] === 'b' ? shift : 0) + 0.5 * (random.uniform() - 0.5),
        ),
      ),
    )
  return { attribute: grouped(group), first: binary(y, noisy(0.1)), second: binary(y, noisy(-0.05)) }
}

type Expected = number | { undefined: string }
type Rates = Record<'rows' | 'selection_rate' | 'tpr' | 'fpr' | 'precision', Expected>
type Figures = Record<string, Expected> & { groups: Record<string, Rates> }

describeShared('fairness equals fairlearn where that has a figure', (shared) => {
  const lines = readFileSync(join(shared, 'oracle/fairness.jsonl'), 'utf8').trim().split('\n')
  const cases = lines.map(
    (line) =>
      JSON.parse(line) as {
        case: string
        inputs: { y: number[]; predicted: number[]; group: string[] }
        expected: Figures
      },
  )

  it.each(cases.map((one) => [one.case, one] as const))('%s', (_, { inputs, expected }) => {
    const attribute = grouped(inputs.group)
    check(expected, binary(inputs.y, inputs.predicted, true), attribute)
  })

  it.each(modelCases(shared))('%s by %s', (_, __, expected) => {
    const { predictions, attribute } = rowsOf(expected.groups)
    check(expected, predictions, attribute)
  })
})

/** Groups without a row to divide by are left out here, which leaves the others to be compared: the oracle then has none. */
function check(expected: Figures, predictions: Binary, attribute: Attribute): void {
  const rates = groupFigures(predictions, { attribute, least: 1 })
  for (const [index, { name }] of attribute.groups.entries()) {
    for (const rate of ['selection_rate', 'tpr', 'fpr', 'precision'] as const) {
      const wanted = expected.groups[name]?.[rate]
      const value = rates[index]?.get(rate)?.value
      if (typeof wanted === 'number') expect(value).toBeCloseTo(wanted, 9)
      else expect(value).toBeNull()
    }
  }
  for (const measure of names) {
    const wanted = expected[measure]
    if (wanted === undefined) continue
    const { figure, small } = fairnessFigure(asked(measure, attribute), predictions)
    if (typeof wanted === 'number') expect(figure).toEqual({ value: expect.closeTo(wanted, 9) })
    else if (attribute.groups.length - small.length < 2 || small.length === 0)
      expect(figure).toHaveProperty('undefined')
    else expect(small.length).toBeGreaterThan(0)
  }
}

function modelCases(shared: string): [string, string, Figures][] {
  return readdirSync(join(shared, 'models')).flatMap((model) => {
    const file = join(shared, 'models', model, 'expected.json')
    if (!existsSync(file)) return []
    const { fairness = {} } = JSON.parse(readFileSync(file, 'utf8')) as { fairness?: Record<string, Figures> }
    return Object.entries(fairness).map(([name, figures]): [string, string, Figures] => [
      model,
      name,
      figures,
    ])
  })
}

/** Rows with the rates that a library counted. */
function rowsOf(groups: Record<string, Rates>): { predictions: Binary; attribute: Attribute } {
  const y: number[] = []
  const score: number[] = []
  const group: string[] = []
  const number = (value: Expected) => (typeof value === 'number' ? value : 0)
  for (const [name, rates] of Object.entries(groups)) {
    const rows = number(rates.rows)
    const selected = Math.round(rows * number(rates.selection_rate))
    const tp = Math.round(selected * number(rates.precision))
    const fp = selected - tp
    const negatives = typeof rates.fpr === 'number' && rates.fpr > 0 ? Math.round(fp / rates.fpr) : undefined
    const positives =
      typeof rates.tpr !== 'number'
        ? 0
        : rates.tpr > 0
          ? Math.round(tp / rates.tpr)
          : negatives === undefined
            ? 1
            : rows - negatives
    const cells: [number, number, number][] = [
      [1, 1, tp],
      [1, 0, positives - tp],
      [0, 1, fp],
      [0, 0, rows - positives - fp],
    ]
    for (const [label, predicted, times] of cells)
      for (let time = 0; time < times; time++) {
        y.push(label)
        score.push(predicted)
        group.push(name)
      }
  }
  return { predictions: binary(y, score, true), attribute: grouped(group) }
}

describe('groups that are too small', () => {
  const y = Array.from({ length: 100 }, (_, row) => row % 2)
  const predicted = y.map((label, row) => (row % 10 === 0 ? 1 - label : label))

  it('take no part, and are named with their rows', () => {
    const group = y.map((_, row) => (row < 50 ? 'a' : row < 88 ? 'b' : 'tiny'))
    const found = fairnessFigure(
      asked('demographic_parity_difference', grouped(group), 30),
      binary(
        y,
        predicted.map((label, row) => (row < 88 ? label : 1)),
      ),
    )
    expect(found.small).toEqual([{ name: 'tiny', rows: 12, of: 'rows' }])
    expect(found.figure).toHaveProperty('value')
    expect(found.extremes?.high.name).not.toBe('tiny')
  })

  it('leave nothing to compare where fewer than two are left, and the reason says so', () => {
    const group = y.map((_, row) => (row < 80 ? 'a' : 'b'))
    const found = fairnessFigure(
      asked('demographic_parity_difference', grouped(group), 30),
      binary(y, predicted),
    )
    expect(found).toMatchObject({
      figure: { undefined: 'only one group has 30 rows (b: 20 rows)' },
      few: 'only one group has 30 rows (b: 20 rows)',
    })
  })

  it('count the rows that a rate is of: a group with too few positives has no true positive rate to be unfair by', () => {
    const rare = Array.from({ length: 200 }, (_, row) => (row < 100 ? row % 2 : row < 105 ? 1 : 0))
    const group = rare.map((_, row) => (row < 100 ? 'a' : 'b'))
    const model = binary(
      rare,
      rare.map((label, row) => (row < 100 ? label : 0)),
    )
    expect(fairnessFigure(asked('equal_opportunity_difference', grouped(group), 30), model).few).toBe(
      'only one group has 30 positive rows (b: 5 positive rows)',
    )
    expect(fairnessFigure(asked('demographic_parity_difference', grouped(group), 30), model).figure).toEqual({
      value: 0.5,
    })
  })

  it('one group is nothing to compare', () => {
    for (const measure of names)
      expect(fairnessFigure(asked(measure, grouped(y.map(() => 'a'))), binary(y, predicted)).few).toBe(
        'there is only one group',
      )
  })

  it('in a comparison, a group takes part where it is large enough for both models', () => {
    const many = Array.from({ length: 300 }, (_, row) => row % 2)
    const group = many.map((_, row) => (row < 100 ? 'a' : row < 200 ? 'b' : 'c'))
    const all = binary(many, many)
    const seldom = binary(
      many,
      many.map((label, row) => (row < 200 ? label : 0)),
    )
    const between = asked('predictive_parity_difference', grouped(group), 30)
    expect(fairnessFigure(between, all).small).toEqual([])
    expect(fairnessFigure(between, all, seldom).small).toEqual([
      { name: 'c', rows: 0, of: 'rows predicted positive' },
    ])
  })
})

describe('figures between groups', () => {
  it('neither the order of the rows nor that of the groups changes a bit of a figure, an interval or a change', () => {
    const { attribute, first, second } = world(400)
    const order = Array.from({ length: 400 }, (_, row) => (row * 137) % 400)
    const moved = (of: Binary) =>
      binary(
        order.map((row) => of.y[row] as number),
        order.map((row) => of.score[row] as number),
      )
    const place = new Map(order.map((row, at) => [row, at]))
    const shuffled: Attribute = {
      name: attribute.name,
      groups: attribute.groups
        .map(({ name, rows }) => ({ name, rows: rows.map((row) => place.get(row) as number).reverse() }))
        .reverse(),
    }
    const sampling = { seed: 7, draws: 300 }
    for (const name of names) {
      const [one, other] = [asked(name, attribute, 30), asked(name, shuffled, 30)]
      expect(fairnessFigure(other, moved(first))).toEqual(fairnessFigure(one, first))
      expect(fairnessInterval(other, moved(first), sampling)).toEqual(fairnessInterval(one, first, sampling))
      expect(
        fairnessChange(other, { pair: { candidate: moved(first), production: moved(second) }, sampling }),
      ).toEqual(fairnessChange(one, { pair: { candidate: first, production: second }, sampling }))
    }
  })

  it.each(names)('%s: swapping the models turns a change round', (name) => {
    const { attribute, first, second } = world(600, 3)
    const sampling = { seed: 7, draws: 500 }
    const between = asked(name, attribute, 30)
    const change = fairnessChange(between, { pair: { candidate: first, production: second }, sampling })
    const back = fairnessChange(between, { pair: { candidate: second, production: first }, sampling })
    if (!('known' in change) || !('known' in back)) throw new Error('no change is known')
    const [there, here] = [endsOf(change.known, 0.95), endsOf(back.known, 0.95)]
    expect(here.low).toBeCloseTo(-there.high, 12)
    expect(here.high).toBeCloseTo(-there.low, 12)
    expect(there.low).toBeLessThan(change.known.estimate)
    expect(there.high).toBeGreaterThan(change.known.estimate)
  })

  it.each(names)('%s: the interval holds the figure and lies where figures can be', (name) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const { attribute, first } = world(300, seed)
        const between = asked(name, attribute, 30)
        const { figure } = fairnessFigure(between, first)
        const interval = fairnessInterval(between, first, { seed: 1, draws: 200 })
        if ('undefined' in figure || interval === null) return
        expect(interval.low).toBeGreaterThanOrEqual(0)
        expect(interval.low).toBeLessThanOrEqual(figure.value)
        expect(interval.high).toBeGreaterThanOrEqual(figure.value)
      }),
      { numRuns: 20 },
    )
  })

  it.each([
    ['demographic_parity_difference', 0],
    ['demographic_parity_ratio', 1],
    ['equalized_odds_difference', 0],
    ['calibration_difference', 0],
  ])('%s: where groups are treated alike, the interval holds %d nineteen times in twenty', (name, truth) => {
    let covered = 0
    const times = 200
    for (let seed = 1; seed <= times; seed++) {
      const random = seeded(seed)
      const group = Array.from({ length: 400 }, () => (random.uniform() < 0.6 ? 'a' : 'b'))
      const p = group.map(() => 0.1 + 0.8 * random.uniform())
      const y = p.map((chance) => (random.uniform() < chance ? 1 : 0))
      const interval = fairnessInterval(asked(name, grouped(group), 30), binary(y, p), {
        seed: 5,
        draws: 400,
      })
      if (interval && interval.low <= truth && truth <= interval.high) covered++
    }
    expect(covered / times).toBeGreaterThanOrEqual(0.91)
  })

  it('a model that is compared with itself changes nothing, and that is certain', () => {
    const { attribute, first } = world(300)
    for (const name of names)
      expect(
        fairnessChange(asked(name, attribute, 30), {
          pair: { candidate: first, production: first },
          sampling: { seed: 1, draws: 200 },
        }),
      ).toMatchObject({ known: { estimate: 0, error: 0 } })
  })

  it('labels alone have no calibration', () => {
    const { attribute, first } = world(300)
    const labels = binary([...first.y], [...first.y], true)
    expect(fairnessFigure(asked('calibration_difference', attribute, 30), labels).figure).toEqual({
      undefined: 'the model gives labels and no scores',
    })
  })

  it('a group may be named as anything', () => {
    const hostile = ['__proto__', 'constructor', "'; DROP TABLE x; --", '|<img src=x>|']
    const y = Array.from({ length: 200 }, (_, row) => row % 2)
    const attribute = grouped(y.map((_, row) => hostile[row % 4] as string))
    const figures = groupFigures(binary(y, y), { attribute, least: 30 })
    expect(figures.map((group) => group.get('selection_rate')?.rows)).toEqual([50, 50, 50, 50])
    expect(
      fairnessFigure(asked('demographic_parity_difference', attribute, 30), binary(y, y)).figure,
    ).toEqual({
      value: 1,
    })
  })

  it('groups of slices are told apart by what they are slices by', () => {
    const rows = Uint32Array.of(0)
    expect(
      attributesOf([
        { by: 'a', name: 'a=1', rows },
        { by: 'b', name: 'b=1', rows },
        { by: 'a', name: 'a=2', rows },
      ]),
    ).toEqual([
      {
        name: 'a',
        groups: [
          { name: 'a=1', rows },
          { name: 'a=2', rows },
        ],
      },
      { name: 'b', groups: [{ name: 'b=1', rows }] },
    ])
  })
})

describe('other tasks', () => {
  const group = Array.from({ length: 120 }, (_, row) => (row < 60 ? 'a' : 'b'))
  it('regression: mean errors of groups are held against each other', () => {
    const y = Float64Array.from(group, (_, row) => row)
    const predicted = y.map((value, row) => value + (row < 60 ? 1 : -2) + (row % 2 ? 0.5 : -0.5))
    const model = { task: 'regression', y, predicted } as const
    const figure = (name: string) => {
      const measure = fairnessMeasures('regression').get(name)
      if (!measure) throw new Error(name)
      return fairnessFigure({ measure, attribute: grouped(group), least: 30 }, model).figure
    }
    expect(figure('mean_error_difference')).toEqual({ value: expect.closeTo(3, 12) })
    expect(figure('mae_difference')).toEqual({ value: expect.closeTo(1, 12) })
  })

  it('several classes: accuracies of groups are held against each other', () => {
    const y = Int32Array.from(group, (_, row) => row % 3)
    const labels = y.map((label, row) => (row < 15 ? (label + 1) % 3 : label))
    const measure = fairnessMeasures('multiclass-classification').get('accuracy_difference')
    if (!measure) throw new Error('no measure')
    const model = {
      task: 'multiclass-classification',
      classes: ['x', 'y', 'z'],
      y,
      labels,
      probabilities: undefined,
    } as const
    expect(fairnessFigure({ measure, attribute: grouped(group), least: 30 }, model).figure).toEqual({
      value: 0.25,
    })
  })
})
