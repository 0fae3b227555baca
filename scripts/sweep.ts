/**
 * Puts every request that `report`, `promote` and `comment` make into every trouble, one at a time, and kills the bundle
 * before and after each: what it comes to must be the same once the command is run again. Takes some minutes.
 */
import { spawnSync } from 'node:child_process'

const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'test/scenarios/faults.test.ts'],
  { stdio: 'inherit', env: { ...process.env, PAWL_SWEEP: 'all' } },
)
process.exitCode = status ?? 1
