import type { Browser } from '@playwright/test'
import { test as base } from './test.ts'

/** The browsers that the tests drive. */
export type BrowserName = 'chromium' | 'firefox'

/** The caller's browser and the callee's: every pair that differs from two of Chromium's. */
export const PAIRS: readonly [caller: BrowserName, callee: BrowserName][] = [
  ['firefox', 'chromium'],
  ['chromium', 'firefox'],
  ['firefox', 'firefox'],
]

/** These pairs; all of them with `npm run faults`, because each such test takes half a minute. */
export const pairsOf = (...some: typeof PAIRS): typeof PAIRS => (process.env.ALL_TESTS ? PAIRS : some)

const NAMES: Record<BrowserName, string> = { chromium: 'Chromium', firefox: 'Firefox' }

/** A pair's name in titles of tests and in tables. */
export const nameOf = ([caller, callee]: readonly [BrowserName, BrowserName]): string =>
  `${NAMES[caller]} to ${NAMES[callee]}`

/** The test function with both browsers, by name. */
export const test = base.extend<{ browsers: Record<BrowserName, Browser> }>({
  browsers: async ({ chromium, firefox }, use) => use({ chromium, firefox }),
})
