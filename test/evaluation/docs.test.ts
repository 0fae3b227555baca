import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { metrics } from '../../src/project/metrics.ts'

it('docs/concepts.md lists every metric, in order, with the direction that is better', () => {
  const text = readFileSync(new URL('../../docs/concepts.md', import.meta.url), 'utf8')
  const listed = [...text.matchAll(/^\| `(\w+)` \| (higher|lower) \| \S/gm)].map(([, name, way]) => [
    name,
    way,
  ])
  expect(listed).toEqual(Object.entries(metrics))
})
