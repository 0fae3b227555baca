import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import {
  artifactFigures,
  importanceFigures,
  measuredFigures,
  predictionOf,
  robustnessFigures,
} from '../../src/project/behaviour.ts'
import { fairnessOf } from '../../src/project/fairness.ts'
import { metricsOf } from '../../src/project/metrics.ts'

it('docs/concepts.md lists every metric and every other figure of every task, in order, with the direction that is better', () => {
  const text = readFileSync(new URL('../../docs/concepts.md', import.meta.url), 'utf8')
  const listed = [...text.matchAll(/^\| `([\w.]+)` \| (higher|lower|none) \| \S/gm)].map(([, name, way]) => [
    name,
    way,
  ])
  expect(listed).toEqual([
    ...Object.values(metricsOf).flatMap((metrics) => [...metrics]),
    ...named('fairness', ...Object.values(fairnessOf)),
    ...named('prediction', ...Object.values(predictionOf)),
    ...named('artifact', artifactFigures),
    ...named('robustness', robustnessFigures),
    ...named('importance', importanceFigures),
    ...[...measuredFigures].flatMap(([family, figures]) => named(family, figures)),
  ])
})

/** Of one family, each name once. */
function named(family: string, ...of: ReadonlyMap<string, string>[]): string[][] {
  return [...new Map(of.flatMap((figures) => [...figures]))].map(([name, way]) => [`${family}.${name}`, way])
}
