import { defineConfig } from 'vitest/config'

// Tests read the source of every package: no build is needed and no stale one can lie.
const conditions = ['@cuekit/source', 'module', 'node', 'development|production']
const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } }

export default defineConfig({
  test: {
    // vitest leaves one core to itself, which on two is half of them.
    maxWorkers: '100%',
    projects: [
      {
        ...shared,
        test: {
          name: 'node',
          include: ['packages/*/src/**/*.test.ts'],
          exclude: ['packages/react/**'],
          environment: 'node',
        },
      },
      {
        ...shared,
        test: {
          name: 'react',
          include: ['packages/react/src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
        },
      },
      {
        // Real servers and a real browser against built packages; run after `turbo build`.
        test: {
          name: 'e2e',
          include: ['apps/demo/e2e/**/*.test.ts', 'packages/*/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          // After the others: a browser beside them would be slow for no fault of its own.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
