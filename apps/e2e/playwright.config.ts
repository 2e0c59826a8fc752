import { defineConfig } from '@playwright/test'

/** The specs that run beside the rest, chosen so that both workers take about as long. */
const BESIDE = ['**/faults/*.spec.ts', '**/{alone,devices,lobby,noServer,trust}.spec.ts']

/** The specs with a Firefox in them. */
const FIREFOX = '**/firefox/*.spec.ts'

/** Runs real Chromium against the real server. A flaky test is a bug, so nothing is retried. */
export default defineConfig({
  testDir: 'src',
  // Waits may be long on a busy machine; promised times are measured in the page.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  retries: 0,
  // Fault tests mostly wait, so one of them can run beside another test.
  workers: 2,
  projects: [
    { name: 'calls', testIgnore: [...BESIDE, FIREFOX], workers: 1 },
    { name: 'faults', testMatch: BESIDE, workers: 1 },
    { name: 'firefox', testMatch: FIREFOX, workers: 2 },
  ],
  ...(process.env.ALL_TESTS ? {} : { grepInvert: /@thorough/ }),
  forbidOnly: true,
  outputDir: 'test-results',
  reporter: [
    ['list'],
    ['./src/faults/figureTable.ts'],
    ...(process.env.REPORT_FILE ? [['json', { outputFile: process.env.REPORT_FILE }] as const] : []),
  ],
})
