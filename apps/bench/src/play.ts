import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { createServer } from 'vite'
import { createPairRelay } from './slownet/index.ts'

const SECONDS = 60
const DELAY_MS = 80
const LOSS = 0.05

/**
 * Plays Puck between two sessions of the engine in one page of a real browser, over a relay that delays and loses
 * packets. Prints each side's statistics; fails if the two sides' states ever differed.
 */
const relay = await createPairRelay({ delayMs: DELAY_MS })
const server = await createServer({
  root: fileURLToPath(new URL('inPage', import.meta.url)),
  configFile: false,
  logLevel: 'error',
  server: { port: 0, host: '127.0.0.1' },
})
await server.listen()
const address = server.httpServer?.address()
const port = typeof address === 'object' ? address?.port : undefined
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    ...['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    ...['--disable-features=WebRtcHideLocalIpsWithMdns', '--allow-loopback-in-peer-connection'],
  ],
})
try {
  const page = await browser.newPage()
  await page.exposeFunction('expose', (_line: string, side: 0 | 1, at: { ip: string; port: number }) =>
    relay.expose(side, at),
  )
  await page.exposeFunction('loseFromNow', () => relay.change({ loss: LOSS }))
  await page.goto(`http://127.0.0.1:${port}/play.html`)
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
  await server.close()
  relay.close()
}
