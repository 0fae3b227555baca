import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { guard } from '../../sandbox/serve/guard.ts'

const key = 'k'.repeat(48)
const ask = (method: string, headers: Record<string, string>) =>
  guard(
    { method, headers: { host: '127.0.0.1:4871', ...headers }, socket: { localPort: 4871 } as Socket },
    key,
  )
const own = { origin: 'http://127.0.0.1:4871' }

it('serves pages and takes forms of those pages', () => {
  expect(ask('GET', {})).toEqual({ by: 'browser' })
  expect(ask('POST', own)).toEqual({ by: 'browser' })
  expect(ask('POST', { ...own, 'sec-fetch-site': 'same-origin' })).toEqual({ by: 'browser' })
  const there = { host: 'localhost:4871', origin: 'http://localhost:4871' }
  expect(ask('POST', there)).toEqual({ by: 'browser' })
})

it.each([
  ['a name that leads here', 'GET', { host: 'evil.example:4871' }],
  ['another port', 'GET', { host: '127.0.0.1:80' }],
  ['no origin', 'POST', {}],
  ['a hidden origin', 'POST', { origin: 'null' }],
  ['another site', 'POST', { origin: 'https://evil.example' }],
  ['another port of this machine', 'POST', { origin: 'http://127.0.0.1:4870' }],
  ['another name of this machine', 'POST', { origin: 'http://localhost:4871' }],
  ['another site by its own word', 'POST', { ...own, 'sec-fetch-site': 'cross-site' }],
  ['a wrong key', 'POST', { ...own, authorization: `Bearer ${'x'.repeat(48)}` }],
  ['a part of the key', 'GET', { authorization: 'Bearer k' }],
])('refuses %s', (_, method, headers) => {
  expect(ask(method, headers)).toHaveProperty('refusal')
})

it('takes the key of the sandbox in place of an origin, but not under another name', () => {
  const authorization = `Bearer ${key}`
  expect(ask('POST', { authorization })).toEqual({ by: 'key' })
  expect(ask('POST', { authorization, host: 'evil.example' })).toHaveProperty('refusal')
})
