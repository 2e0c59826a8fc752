import { launchBrowser, SHOW_ADDRESSES } from './lab/browser.ts'
import { servePages } from './lab/pages.ts'
import { createPairRelay } from './slownet/index.ts'

const SECONDS = 60
const DELAY_MS = 80
const LOSS = 0.05

/**
 * Plays Puck between two sessions of the engine in one page of a real browser, over a relay that delays and loses
 * packets. Prints each side's statistics; fails if the two sides' states ever differed.
 */
const relay = await createPairRelay({ delayMs: DELAY_MS })
const pages = await servePages()
const browser = await launchBrowser(SHOW_ADDRESSES)
try {
  const page = await browser.newPage()
  await page.exposeFunction('expose', (_line: string, side: 0 | 1, at: { ip: string; port: number }) =>
    relay.expose(side, at),
  )
  await page.exposeFunction('loseFromNow', () => relay.change({ loss: LOSS }))
  await page.goto(`${pages.url}/play.html`)
  await page.waitForFunction(() => typeof window.runPlay === 'function')
  const { sides, compared, differed } = await page.evaluate((seconds) => window.runPlay(seconds), SECONDS)
  const { came, lost } = relay.counts()
  process.stdout.write(`${SECONDS} s, ${DELAY_MS} ms each way, ${lost} of ${came} packets lost, ${browser.version()}\n`)
  for (const { scores, frame, rollbacks, replayed, deepest, stalls, repairs, lead } of sides) {
    const mean = rollbacks === 0 ? 0 : replayed / rollbacks
    process.stdout.write(
      `score ${scores.join(':')}, ${frame} frames compared, ${rollbacks} rollbacks, mean depth ${mean.toFixed(1)}, ` +
        `deepest ${deepest}, ${stalls} stalls, ${repairs} repairs, lead ${lead.toFixed(1)}\n`,
    )
  }
  process.stdout.write(`${compared} states compared, ${differed} differed\n`)
  if (differed > 0 || compared === 0) process.exitCode = 1
} finally {
  await browser.close()
  await pages.close()
  relay.close()
}
