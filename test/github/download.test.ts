import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { download } from '../../src/github/download.ts'
import { bytes, openStage, type Stage } from './stage.ts'

const model = bytes('the bytes of a model')

/** A server, the requests that it got, and what is downloaded of an address of it. */
async function serving(answer: RequestListener) {
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    asked.push(request.url)
    answer(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, origin, location: `${origin}/model.onnx` }
}

describe('an address', () => {
  it('of the GitHub that this runs on is asked, over http too', async () => {
    const { origin, location } = await serving((_, response) => response.end(model))
    expect(await download({ location, bytes: model.length }, { server: origin })).toEqual(model)
  })

  it('that is not https is not asked, wherever else it is', async () => {
    const { asked, location } = await serving((_, response) => response.end(model))
    expect(await download({ location, bytes: model.length })).toBeUndefined()
    expect(
      await download({ location, bytes: model.length }, { server: 'https://github.com' }),
    ).toBeUndefined()
    expect(asked).toEqual([])
    for (const other of ['file:///etc/hostname', 'data:,x', 'no address'])
      expect(await download({ location: other, bytes: 1 })).toBeUndefined()
  })

  it('that leads on to one that is not https is followed no further', async () => {
    const inner = await serving((_, response) => response.end(model))
    const outer = await serving((_, response) => response.writeHead(302, { location: inner.location }).end())
    const file = { location: outer.location, bytes: model.length }
    expect(await download(file, { server: outer.origin })).toBeUndefined()
    expect(inner.asked).toEqual([])
  })

  it('that leads round in a circle is given up', async () => {
    const { asked, location, origin } = await serving((_, response) =>
      response.writeHead(302, { location: '/model.onnx' }).end(),
    )
    expect(await download({ location, bytes: model.length }, { server: origin })).toBeUndefined()
    expect(asked.length).toBeLessThan(10)
  })

  it.each([
    ['more', 1],
    ['fewer', -1],
  ])('that gives %s bytes than were written down gives none', async (_, by) => {
    const { location, origin } = await serving((_, response) => response.end(model))
    expect(await download({ location, bytes: model.length + by }, { server: origin })).toBeUndefined()
  })
})

describe("a private repository's asset", () => {
  let stage: Stage
  const opened = openStage()
  afterAll(async () => (await opened).close())

  it('is fetched with the token, where the address alone answers nobody', async () => {
    stage = await opened
    const scene = await stage.scene({ private: true })
    const { location } = await scene
      .forge()
      .storeAsset({ release: 'pawl-models-churn', name: 'churn-1a2b.onnx', bytes: model })
    const file = { location, bytes: model.length }
    expect(await download(file, { server: stage.sandbox.serverUrl })).toBeUndefined()
    expect(await scene.forge({ token: scene.token({ contents: 'read' }) }).asset(file)).toEqual(model)
  })

  it('is none where its size, tag or name is another', async () => {
    stage = await opened
    const scene = await stage.scene({ private: true })
    const forge = scene.forge()
    const { location } = await forge.storeAsset({ release: 'models', name: 'a.onnx', bytes: model })
    expect(await forge.asset({ location, bytes: model.length })).toEqual(model)
    for (const other of [`${location}.gz`, location.replace('/models/', '/others/'), `${location}/%`, 'x'])
      expect(await forge.asset({ location: other, bytes: model.length })).toBeUndefined()
    expect(await forge.asset({ location, bytes: model.length + 1 })).toBeUndefined()
  })
})
