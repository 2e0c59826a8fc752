import { cpus } from 'node:os'
import type { Runs } from './inPage/signing.ts'
import { launchBrowser } from './lab/browser.ts'
import { servePages } from './lab/pages.ts'

declare global {
  interface Window {
    measure(times: number): Promise<Runs>
  }
}

const TIMES = 200

const at = (runs: number[], share: number) => runs.toSorted((a, b) => a - b)[Math.floor(runs.length * share)] ?? 0
const ms = (value: number) => `${value.toFixed(2)} ms`

/** Measures how much signing and verifying descriptions adds to a call's set-up in a real browser. Prints a table. */
const pages = await servePages()
const browser = await launchBrowser()
try {
  const page = await browser.newPage()
  await page.goto(`${pages.url}/signing.html`)
  await page.waitForFunction(() => typeof window.measure === 'function')
  await page.evaluate(() => window.measure(20))
  const runs = await page.evaluate((times) => window.measure(times), TIMES)
  const lines = Object.entries(runs).map(
    ([name, all]) => `${name.padEnd(10)} median ${ms(at(all, 0.5)).padStart(9)}   p95 ${ms(at(all, 0.95)).padStart(9)}`,
  )
  // Before a connection, an offer is signed and verified, then an answer.
  const added = (share: number) => 2 * (at(runs.sign, share) + at(runs.check, share))
  process.stdout.write(`${TIMES} runs in ${browser.version()}, ${cpus().length} cores\n${lines.join('\n')}\n`)
  process.stdout.write(`a call's set-up takes ${ms(added(0.5))} more (median), ${ms(added(0.95))} (p95)\n`)
} finally {
  await browser.close()
  await pages.close()
}
