import { describe, expect, it } from 'vitest'
import { driftTrigger, type JudgedWindow } from '../../src/retraining/triggers.ts'

const window = (day: number, verdict: JudgedWindow['verdict'], version = '1.0.0'): JudgedWindow => ({
  id: `w${day}`,
  version,
  verdict,
  columns: verdict === 'drift' ? ['tenure'] : [],
  at: `2026-03-0${day}T00:00:00Z`,
})
const asks = (...windows: JudgedWindow[]) => driftTrigger({ version: '1.0.0', windows })?.window

describe('the windows ask for a retraining', () => {
  it('when the newest one drifted, in whatever order they are listed', () => {
    expect(asks(window(1, 'stable'), window(2, 'drift'))).toBe('w2')
    expect(asks(window(3, 'drift'), window(1, 'stable'), window(2, 'drift'))).toBe('w3')
  })

  it('not when a later one is stable', () => {
    expect(asks(window(1, 'drift'), window(2, 'stable'))).toBeUndefined()
  })

  it('also when a later one is inconclusive', () => {
    expect(asks(window(1, 'drift'), window(2, 'inconclusive'))).toBe('w1')
  })

  it('not when they were held against another version than the one in production', () => {
    expect(asks(window(1, 'drift', '0.9.0'))).toBeUndefined()
  })

  it('not when there are none', () => {
    expect(asks()).toBeUndefined()
  })
})
