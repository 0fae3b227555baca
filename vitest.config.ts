import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { alone, everywhere, stories } from './test/isolation.ts'

const own = [...alone, ...stories.map((area) => `test/${area}/**/*.test.ts`)]
const entry = resolve(import.meta.dirname, 'test/entry.ts')

export default defineConfig({
  // Processes and threads start from JavaScript, which takes a third of the time of TypeScript.
  resolve: { alias: [{ find: /^(\.\.\/){1,2}project\/entry\.ts$/, replacement: entry }] },
  test: {
    globalSetup: 'test/run-folder.ts',
    // Left alone, vitest keeps one core for itself, which on two cores is half of them; its own part is small.
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'alone', include: own } },
      // Loading Pawl anew for each file would take longer than most files do.
      { extends: true, test: { name: 'together', include: everywhere, exclude: own, isolate: false } },
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**', 'sandbox/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
})
