import { afterEach, expect, it, vi } from 'vitest'
import { runnerLog } from '../../src/frame/runner-log.ts'

function recorded(use: (log: ReturnType<typeof runnerLog>) => void): string[] {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk))
    return true
  })
  use(runnerLog())
  return written.join('').split('\n')
}

afterEach(() => vi.restoreAllMocks())

it('prints what user code says with the runner deaf to commands, and listens again afterwards', () => {
  const lines = recorded((log) => {
    log.foreign('::add-mask::x')
    log.foreign('::error::y')
    log.info('done')
  })
  const [stop, first, second, again, done] = lines
  const token = /^::stop-commands::([0-9a-f-]{36})$/.exec(stop as string)?.[1]
  expect(token).toBeDefined()
  expect([first, second]).toEqual(['::add-mask::x', '::error::y'])
  expect(again).toBe(`::${token}::`)
  expect(done).toBe('done')
})

it('never gives the same token twice, so that user code cannot learn it', () => {
  const lines = recorded((log) => {
    log.foreign('a')
    log.info('-')
    log.foreign('b')
    log.info('-')
  })
  const tokens = lines.filter((line) => line.startsWith('::stop-commands::'))
  expect(new Set(tokens).size).toBe(2)
})

it('keeps a message of its own from acting as a command', () => {
  expect(recorded((log) => log.info('::set-output name=x::y'))[0]).not.toMatch(/^::/)
})

it('writes at most eight annotations, because the runner drops the rest in silence', () => {
  const lines = recorded((log) => {
    for (let index = 0; index < 12; index++) log.warn(`number ${index}`)
  })
  expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(8)
  expect(lines.filter((line) => line.startsWith('warning: '))).toHaveLength(4)
})
