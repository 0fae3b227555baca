import { describe, expect, it } from 'vitest'
import { digestOf } from '../../src/project/digest.ts'
import { newVersion } from '../../src/registry/new-version.ts'
import { VersionManifest } from '../../src/registry/version.ts'
import { candidate } from './material.ts'

describe('the manifest of a version', () => {
  it('records the data with its size, rows, schema, parent, description and tags, and how it was split', () => {
    const split = { time: 'signed_up', from: '2026-01-01', until: '2026-04-01', gap: 6048e5 }
    const data = {
      dataset: 'customers',
      version: digestOf('data'),
      files: [{ path: 'a.csv', bytes: 3, digest: digestOf('a') }],
      rows: 7043,
      schema: [{ column: 'signed_up', type: 'date' as const }],
      description: 'Who is a customer.',
      tags: ['crm'],
    }
    const { manifest } = newVersion(
      undefined,
      candidate('one', { data, dataParent: digestOf('before'), split }),
    )
    expect(VersionManifest.parse(JSON.parse(JSON.stringify(manifest)))).toMatchObject({
      data: { ...data, parent: digestOf('before') },
      split,
    })
  })

  it('of the first Pawl, which recorded less, is valid for ever', () => {
    const { manifest } = newVersion(undefined, candidate('one'))
    const { features: _features, target: _target, ...old } = manifest
    const written = {
      ...old,
      data: {
        dataset: 'customers',
        version: digestOf('data'),
        files: [{ path: 'a.csv', digest: digestOf('a') }],
      },
      split: { by: 'customer_id', holdout: 0.2, salt: 'pawl' },
    }
    expect(VersionManifest.parse(written)).toEqual(written)
  })

  it('lists the card, which is told the version and what it takes the place of', () => {
    const card = (about: { version: string; parent: string | null }) => JSON.stringify(about)
    const first = newVersion(undefined, candidate('one', { card }))
    const second = newVersion(first.stages, candidate('two', { card }))
    const text = '{"version":"1.1.0","parent":"1.0.0"}'
    expect(second.files).toContainEqual({ path: 'registry/churn/1.1.0/card.md', content: text })
    expect(second.manifest.files).toContainEqual({
      path: 'card.md',
      bytes: text.length,
      digest: digestOf(text),
    })
  })

  it('with a split that is neither by hash nor in time is refused', () => {
    const { manifest } = newVersion(undefined, candidate('one'))
    for (const split of [{ by: 'a' }, { time: 'a' }, { by: 'a', holdout: 0.2, salt: 'pawl', from: 1 }, {}])
      expect(VersionManifest.safeParse({ ...manifest, split }).success).toBe(false)
  })
})
