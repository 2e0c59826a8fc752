import { defineConfig } from '@playwright/test'

/** What runs beside the rest: chosen so that both take about as long. */
const BESIDE = ['**/faults/*.spec.ts', '**/{alone,devices,doors,noServer,trust}.spec.ts']

/** Real Chromium against the real server. Flakes are bugs: nothing is retried. */
export default defineConfig({
  testDir: 'src',
  // What a test only waits for may take long where the machine has much else to do; what is promised is measured in the page.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  retries: 0,
  // Faults are mostly waited for: beside them there is room for the rest, but not for two of a kind.
  workers: 2,
  projects: [
    { name: 'calls', testIgnore: BESIDE, workers: 1 },
    { name: 'faults', testMatch: BESIDE, workers: 1 },
  ],
  forbidOnly: true,
  outputDir: 'test-results',
  reporter: [
    ['list'],
    ['./src/faults/figureTable.ts'],
    ...(process.env.REPORT_FILE ? [['json', { outputFile: process.env.REPORT_FILE }] as const] : []),
  ],
})
