import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bytes, openStage, type Stage } from './stage.ts'
import { repo } from './writes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.sandbox.faults.clear())
afterAll(() => stage.close())

describe('an asset', () => {
  const asset = { release: 'pawl-models-churn', name: 'churn-1a2b.onnx', bytes: bytes('model') }
  const assets = `GET ${repo}/releases/{release_id}/assets`

  it('that is there already is not sent again', async () => {
    const scene = await stage.scene()
    const first = await scene.forge().storeAsset(asset)
    const requests = await scene.requests(async () =>
      expect(await scene.forge().storeAsset(asset)).toEqual(first),
    )
    expect(requests.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('that others store at the same time is there once, for all', async () => {
    const scene = await stage.scene()
    const stored = await Promise.all(Array.from({ length: 8 }, () => scene.forge().storeAsset(asset)))
    expect(new Set(stored.map(({ location }) => location)).size).toBe(1)
  })

  it('whose upload broke off is removed and sent again', async () => {
    const scene = await stage.scene()
    await scene.forge().storeAsset(asset)
    const { data } = await scene.as('ada').rest.repos.listReleases({ owner: 'acme', repo: scene.name })
    const broken = data[0]?.assets.map((one) => ({ ...one, state: 'starter', size: 0 }))
    scene.fault(assets, { when: 'after', do: { status: 200, body: broken }, times: 1 })
    await scene.forge().storeAsset(asset)
    const after = await scene.as('ada').rest.repos.listReleases({ owner: 'acme', repo: scene.name })
    expect(after.data[0]?.assets).toHaveLength(1)
    expect(after.data[0]?.assets[0]?.id).not.toBe(data[0]?.assets[0]?.id)
  })

  it('of another size under the same name is a mistake that somebody has to look at', async () => {
    const scene = await stage.scene()
    await scene.forge().storeAsset(asset)
    await expect(scene.forge().storeAsset({ ...asset, bytes: bytes('other model') })).rejects.toThrow(
      'holds another file by the name',
    )
  })
})
