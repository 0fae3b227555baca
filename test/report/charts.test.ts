import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawMermaid } from '../../sandbox/pages/mermaid.ts'
import type { Report } from '../../src/gates/report.ts'
import type { SliceFigures } from '../../src/gates/row-sections.ts'
import { calibrationChart, fitChart, rocChart, slicesChart } from '../../src/report/markdown/charts.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { contrast } from './contrast.ts'
import { check, report } from './fixtures.ts'

/** What stands between the fences. */
const source = (chart: { markdown: string } | undefined) =>
  /^```mermaid\n([\s\S]*?)\n```/.exec(chart?.markdown ?? '')?.[1] ?? ''
const numbers = (chart: { markdown: string } | undefined, nth: number) =>
  ([...source(chart).matchAll(/^ {2}(?:line|bar) \[(.*)\]$/gm)][nth]?.[1] ?? '').split(', ').map(Number)

function slice(name: string, candidate: number | null, production: number | null = 0.8): SliceFigures {
  const figure = (value: number | null) => (value === null ? { undefined: 'no row' } : { value })
  const metrics = [
    { metric: 'roc_auc', candidate: figure(candidate), interval: null, production: figure(production) },
  ]
  return { by: 'contract', name, rows: 400, support: 90, metrics }
}
const sliced = (slices: SliceFigures[], change: Partial<Report> = {}) => report({ slices, ...change })
const curved = (calibration: NonNullable<Report['candidate']['curves']>['calibration']) => {
  const { candidate } = report()
  return report({ candidate: { ...candidate, curves: { roc: [], calibration } } })
}

describe('the charts of a comment', () => {
  const shown = sliced([slice('contract=two-year', 0.91), slice('contract=one-year', 0.7)])
  const all = [rocChart(shown), calibrationChart(shown), slicesChart(shown)]

  it('are ROC, calibration and slices, all of them folded', () => {
    const body = renderComment([check({ report: shown })], { changesWorkflows: false })
    expect(body.match(/title "[^"]+"/g)).toEqual([
      'title "roc_auc by slice"',
      'title "ROC curve"',
      'title "Calibration"',
    ])
    expect(body.replace(/<details>[\s\S]*?<\/details>/g, '')).not.toContain('mermaid')
  })

  it('cost few characters', () => {
    expect(all.reduce((sum, chart) => sum + (chart?.markdown.length ?? 0), 0)).toBeLessThan(3000)
  })

  it('can be drawn, in colours that are seen on a light and on a dark page', () => {
    for (const chart of all) {
      expect(drawMermaid(source(chart))).toMatch(/^<svg/)
      const colours = /"plotColorPalette":"([^"]+)"/.exec(source(chart))?.[1]?.split(', ') ?? []
      expect(colours.length).toBeGreaterThan(1)
      for (const colour of colours)
        for (const page of ['#ffffff', '#0d1117']) expect(contrast(colour, page)).toBeGreaterThanOrEqual(3)
    }
  })
})

describe('the ROC curve', () => {
  it('ends at its upper right corner in Mermaid too, which adds up steps and leaves out what lies beyond the end', () => {
    const heights = numbers(rocChart(report()), 0)
    expect(heights.at(-1)).toBe(1)
    let places = 0
    for (let x = 0; x <= 1; x += 1 / (heights.length - 1)) places++
    expect(places).toBe(heights.length)
  })
})

describe('the calibration chart', () => {
  it('has a bar for what was observed and a line for what was said, by mean score', () => {
    const chart = calibrationChart(
      curved([
        { predicted: 0.042, observed: 0.05, rows: 900 },
        { predicted: 0.137, observed: 0.22, rows: 80 },
      ]),
    )
    expect(source(chart)).toContain('x-axis "mean score of rows" ["0.042", "0.137"]')
    expect(numbers(chart, 0)).toEqual([0.05, 0.22])
    expect(numbers(chart, 1)).toEqual([0.042, 0.137])
  })

  it('reaches no higher than it has to, so that a rare class is seen', () => {
    const bins = [0.01, 0.13].map((predicted) => ({ predicted, observed: predicted, rows: 50 }))
    expect(source(calibrationChart(curved(bins)))).toContain('y-axis "share of positives" 0 --> 0.2')
  })

  it('is left out where scores are no probabilities or all alike', () => {
    expect(calibrationChart(curved([]))).toBeUndefined()
    expect(calibrationChart(curved([{ predicted: 0.2, observed: 0.2, rows: 9 }]))).toBeUndefined()
  })
})

describe('the chart of slices', () => {
  it('shows the worst first, and leaves out what has no figure', () => {
    const chart = slicesChart(sliced([slice('a', 0.9), slice('b', 0.7, 0.75), slice('c', null)]))
    expect(source(chart)).toContain('x-axis "slice" ["1 b", "2 a"]')
    expect(numbers(chart, 0)).toEqual([0.7, 0.9])
    expect(numbers(chart, 1)).toEqual([0.75, 0.8])
  })

  it('shows what it is compared with for all of them or for none', () => {
    const chart = slicesChart(sliced([slice('a', 0.9, null), slice('b', 0.7)]))
    expect(source(chart)).not.toContain('line [')
    expect(chart?.markdown).not.toContain('production')
  })

  it('has at most twelve, and none where there is one slice only', () => {
    const many = Array.from({ length: 40 }, (_, at) => slice(`s${at}`, 0.5 + at / 100))
    expect(numbers(slicesChart(sliced(many)), 0)).toHaveLength(12)
    expect(slicesChart(sliced([slice('a', 0.9)]))).toBeUndefined()
  })

  it('starts at zero, below it where figures are negative', () => {
    expect(source(slicesChart(sliced([slice('a', -0.4), slice('b', 0.5)])))).toMatch(
      /y-axis "roc_auc" -0\.42 --> /,
    )
    expect(source(slicesChart(sliced([slice('a', 0.8), slice('b', 0.9)])))).toContain('0 --> 1')
  })

  it('takes names for text, whatever they hold', () => {
    const nasty = fc.constantFrom(
      '"',
      ']',
      '\n',
      '```',
      '%%{init: {}}%%',
      '-->',
      '<img src=x>',
      '#quot;',
      '\\',
      '；',
    )
    const name = fc.array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { maxLength: 5 })
    fc.assert(
      fc.property(name, name, (one, other) => {
        const chart = source(slicesChart(sliced([slice(one.join(''), 0.9), slice(other.join(''), 0.7)])))
        expect(chart.split('\n')).toHaveLength(7)
        const axis = chart.split('\n')[3] ?? ''
        expect(axis).toMatch(/^ {2}x-axis "slice" \["1[^"]*", "2[^"]*"\]$/)
        expect(axis.slice('  x-axis "slice" '.length)).not.toMatch(/[%#{};\\<>`&]/)
        expect(drawMermaid(chart)).toMatch(/^<svg/)
      }),
    )
  })
})

it('the chart of a regression leaves room above and below its lines', () => {
  const fit = [100, 200, 300].map((predicted) => ({ predicted, actual: predicted + 10, spread: 3, rows: 5 }))
  const { candidate } = report()
  expect(source(fitChart(report({ candidate: { ...candidate, fit } })))).toContain(
    'y-axis "mean" 89.5 --> 320.5',
  )
})
