import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { download } from '../../src/github/download.ts'
import { digestOf } from '../../src/project/digest.ts'
import { newVersion } from '../../src/registry/new-version.ts'
import { type Production, productionAt } from '../../src/registry/production.ts'

const model = Buffer.from('the bytes of a model')

/** What is told of a production whose model lies at a server that answers in this way. */
async function served(answer: RequestListener): Promise<{ production: Production | null; into: string }> {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const root = mkdtempSync(join(tmpdir(), 'pawl-production-'))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    rmSync(root, { recursive: true, force: true })
  })
  const { port } = server.address() as AddressInfo
  const { files } = newVersion(undefined, {
    model: 'churn',
    stage: 'production',
    files: new Map([
      ['report.json', '{}'],
      ['profile.json', '{}'],
    ]),
    located: [
      {
        path: 'model.onnx',
        bytes: model.length,
        digest: digestOf(model),
        location: `http://127.0.0.1:${port}/model.onnx`,
      },
    ],
    run: 'run',
    commit: 'c'.repeat(40),
    data: { dataset: 'customers', version: digestOf('data'), files: [] } as never,
    split: { by: 'id', holdout: 0.2, salt: 'pawl' },
    features: ['a'],
    target: { column: 'churned', positive: true },
    signature: { inputs: [], outputs: [] },
    policy: digestOf('policy'),
    actor: 'ada',
    reason: 'a test',
    created: '2026-01-01T00:00:00.000Z',
    at: '2026-01-01T00:00:00.000Z',
  })
  for (const { path, content } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words])
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'one')
  const into = join(root, 'model.onnx')
  const production = await productionAt({
    root,
    commit: 'HEAD',
    model: 'churn',
    into,
    download: (file) => download(file, { server: `http://127.0.0.1:${port}` }),
  })
  return { production, into }
}

it('a model that lies elsewhere is fetched and compared with its digest', async () => {
  const { production, into } = await served((_, response) => response.end(model))
  expect(production?.model).toMatchObject({ usable: true, bytes: model.length })
  expect(readFileSync(into)).toEqual(model)
})

it('other bytes of the same length are not used', async () => {
  const { production } = await served((_, response) => response.end(Buffer.from(model).fill(1)))
  expect(production?.model).toEqual({
    usable: false,
    reason: 'its model.onnx is not the one that was approved',
  })
})

it.each<[string, RequestListener]>([
  [
    'never ends and says nothing of its length',
    (_, response) => {
      const pour = () => {
        while (response.writable && response.write(Buffer.alloc(65_536)));
        response.once('drain', pour)
      }
      pour()
    },
  ],
  ['is shorter', (_, response) => response.end('the')],
  ['is not there', (_, response) => response.writeHead(404).end()],
])('an answer that %s is left alone', async (_, answer) => {
  const { production } = await served(answer)
  expect(production?.model).toEqual({ usable: false, reason: 'its model.onnx is missing' })
})
