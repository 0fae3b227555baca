import { expect, it } from 'vitest'
import { starterOf, starterOfPromotion } from '../../src/commands/steps/starter.ts'
import type { RunEvent } from '../../src/frame/context.ts'

const event = (name: string, payload: Record<string, unknown> = {}, actor = 'ada'): RunEvent => ({
  name,
  payload,
  actor,
  sha: null,
  repository: 'acme/models',
  runId: 1,
  url: null,
})
const bot = { login: 'github-actions[bot]', type: 'Bot' }

it('has no starter on a push, a merge or a schedule', () => {
  for (const name of ['push', 'schedule', 'merge_group']) expect(starterOf(event(name))).toBeNull()
})

it('names the one who dispatched, and the one whose command Pawl passed on', () => {
  expect(starterOf(event('workflow_dispatch'))).toBe('ada')
  const payload = { sender: bot, client_payload: { model: 'churn', by: 'grace' } }
  expect(starterOf(event('repository_dispatch', payload, bot.login))).toBe('grace')
})

it('has no starter when drift asks', () => {
  const payload = { sender: bot, client_payload: { model: 'churn' } }
  expect(starterOf(event('repository_dispatch', payload, bot.login))).toBeNull()
})

it('does not let a person hide behind the name of another', () => {
  const payload = { sender: { login: 'ada', type: 'User' }, client_payload: { model: 'churn', by: 'grace' } }
  expect(starterOf(event('repository_dispatch', payload))).toBe('ada')
})

it('takes the word of the promoting job, not that of the job that ran the training', () => {
  expect(starterOfPromotion(event('workflow_dispatch'), 'mallory')).toBe('ada')
  expect(starterOfPromotion(event('workflow_dispatch'), null)).toBe('ada')
  const commanded = { sender: bot, client_payload: { model: 'churn', by: 'grace' } }
  expect(starterOfPromotion(event('repository_dispatch', commanded, bot.login), null)).toBe('grace')
})

it('keeps whom the training recorded where the promoting job has no starter', () => {
  expect(starterOfPromotion(event('workflow_run'), 'grace')).toBe('grace')
  expect(starterOfPromotion(event('push'), null)).toBeNull()
})
