// Test projects: `unit` (Node, no browser), `browser` (the built app in real Chromium), `accept` (long trainings).

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/browser/**', 'test/accept/**'],
          globalSetup: 'test/support/fresh-kernels.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['test/browser/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // What a page does takes a second on a fast machine; a slow one is not an error.
          expect: { poll: { timeout: 30_000 } },
          // On a shared machine a page can be held up anywhere. What passed at the second try is named at the end.
          retry: process.env['CI'] ? 1 : 0,
        },
      },
      {
        test: {
          name: 'accept',
          environment: 'node',
          include: ['test/accept/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 3_600_000,
        },
      },
    ],
  },
});
