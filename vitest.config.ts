import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Left alone, vitest keeps one core for itself, which on two cores is half of them; its own part is small.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**', 'sandbox/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
})
