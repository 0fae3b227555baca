import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Scene, type Stage } from './stage.ts'

describe('faults that a test can order', () => {
  let stage: Stage
  let scene: Scene
  beforeAll(async () => {
    stage = await openStage()
    scene = await stage.scene()
    await stage.as('rae').post(`${scene.at}/issues`, { title: 'x' })
  })
  afterEach(() => stage.sandbox.faults.clear())
  afterAll(() => stage.close())

  const send = (body: string) => stage.as('rae').post(`${scene.at}/issues/1/comments`, { body })
  const bodies = async () => {
    const { body } = await stage.as('rae').get(`${scene.at}/issues/1/comments`)
    return (body as { body: string }[]).map((comment) => comment.body)
  }
  const isPost = ({ method }: { method: string }) => method === 'POST'

  test('before: the request is refused and nothing happens, as often as was ordered', async () => {
    const sandbox = stage.sandbox
    sandbox.faults.add({
      match: ({ route }) => route === 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      when: 'before',
      do: { status: 502, body: { message: 'Server Error' }, headers: { 'retry-after': '1' } },
      times: 2,
    })
    const answers = [await send('one'), await send('two'), await send('three')]
    expect(answers.map(({ status }) => status)).toEqual([502, 502, 201])
    expect(answers[0]?.headers.get('retry-after')).toBe('1')
    expect(await bodies()).toEqual(['three'])
  })

  test('after: it happens, and who asked does not hear of it', async () => {
    const before = await bodies()
    stage.sandbox.faults.add({ match: isPost, when: 'after', do: 'drop', times: 1 })
    await expect(send('lost')).rejects.toThrow('fetch failed')
    expect(await bodies()).toEqual([...before, 'lost'])
    expect(stage.sandbox.requests.findLast(isPost)).toMatchObject({
      path: `${scene.at}/issues/1/comments`,
      status: 0,
      token: stage.as('rae').token,
    })
  })

  test('a dropped connection before: it does not happen', async () => {
    const before = await bodies()
    stage.sandbox.faults.add({ match: isPost, when: 'before', do: 'drop', times: 1 })
    await expect(send('never')).rejects.toThrow('fetch failed')
    expect(await bodies()).toEqual(before)
  })

  test('a delay holds a request up and lets a later fault strike too', async () => {
    const end = stage.sandbox.faults.add({ match: isPost, when: 'before', do: { delay: 60 } })
    stage.sandbox.faults.add({ match: isPost, when: 'before', do: { status: 503 }, times: 1 })
    const start = performance.now()
    expect((await send('late')).status).toBe(503)
    expect((await send('later')).status).toBe(201)
    expect(performance.now() - start).toBeGreaterThan(115)
    end()
    expect((await send('at once')).status).toBe(201)
  })

  test('what the sandbox does not know it says so, by name', async () => {
    const unknown = await stage.as('ada').get(`${scene.at}/topics`)
    expect(unknown).toMatchObject({
      status: 501,
      body: { message: `The sandbox does not know GET ${scene.at}/topics` },
    })
    const wrong = await fetch(`${stage.sandbox.apiUrl}/graphql`, { method: 'POST', body: '{}' })
    expect(wrong.status).toBe(501)
  })

  test('a body that is not JSON is 400, one of the wrong shape 422', async () => {
    const at = `${stage.sandbox.apiUrl}${scene.at}/issues`
    const headers = { authorization: `token ${stage.as('rae').token}` }
    expect((await fetch(at, { method: 'POST', headers, body: '{"title"' })).status).toBe(400)
    const answer = await stage.as('rae').post(`${scene.at}/issues`, { body: 'no title' })
    expect(answer).toMatchObject({ status: 422, body: { message: expect.stringContaining('"title"') } })
  })
})
