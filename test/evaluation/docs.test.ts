import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { metricsOf } from '../../src/project/metrics.ts'

it('docs/concepts.md lists every metric of every task, in order, with the direction that is better', () => {
  const text = readFileSync(new URL('../../docs/concepts.md', import.meta.url), 'utf8')
  const listed = [...text.matchAll(/^\| `([\w.]+)` \| (higher|lower|none) \| \S/gm)].map(([, name, way]) => [
    name,
    way,
  ])
  expect(listed).toEqual(Object.values(metricsOf).flatMap((metrics) => [...metrics]))
})
