import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext } from '@playwright/test'
import { build } from 'vite'
import { launchBrowser } from './lab/browser.ts'
import { startParley } from './lab/parleyServer.ts'
import { keepResult, median, print, rounded, tableOf } from './lab/result.ts'
import { Teardowns } from './lab/teardowns.ts'
import { type Conditions, createTcpRelay, PERFECT } from './slownet/index.ts'

/** The factor by which the processor is slowed down, to that of an older telephone. */
const SLOWER = 4

const networks: Record<string, Partial<Conditions>> = {
  none: PERFECT,
  '10 Mbit/s, 60 ms': { delayMs: 30, bytesPerSecond: 1_250_000 },
}

const { values } = parseArgs({ options: { samples: { type: 'string', default: '15' } } })
const times = Number(values.samples)

interface Visit {
  /** The time from navigation until the text box would accept a key. Milliseconds. */
  keyMs: number
  bytes: number
  scriptBytes: number
  requests: number
}

declare global {
  interface Window {
    keyAt: number | null
  }
}

/** Runs in the page: records when a text box exists and the main thread is free for a key. */
function noteKey(): void {
  window.keyAt = null
  let awaited = false
  new MutationObserver(() => {
    if (awaited || !document.querySelector('input')) return
    awaited = true
    setTimeout(() => {
      window.keyAt = performance.now()
    })
  }).observe(document, { childList: true, subtree: true })
}

async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage()
  await page.addInitScript({ content: 'globalThis.__name ??= (value) => value' })
  await page.addInitScript(noteKey)
  const protocol = await context.newCDPSession(page)
  await protocol.send('Network.enable')
  await protocol.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  const scripts = new Set<string>()
  let bytes = 0
  let scriptBytes = 0
  let requests = 0
  let over = false
  protocol.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script') scripts.add(requestId)
    if (!over && !response.fromDiskCache && response.url.startsWith('http')) requests += 1
  })
  protocol.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (over) return
    bytes += encodedDataLength
    if (scripts.has(requestId)) scriptBytes += encodedDataLength
  })
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(() => window.keyAt !== null)
  // Later loading is not counted, because nobody waits for it.
  over = true
  const keyMs = (await page.evaluate(() => window.keyAt)) ?? Number.NaN
  const box = page.getByRole('textbox').first()
  await box.press('a')
  if ((await box.inputValue()) !== 'a') throw new Error('The key was not taken')
  await page.close()
  return { keyMs, bytes, scriptBytes, requests }
}

async function coldAndWarm(browser: Browser, url: string): Promise<{ cold: Visit; warm: Visit }> {
  const context = await browser.newContext()
  const cold = await visit(context, url)
  const warm = await visit(context, url)
  await context.close()
  return { cold, warm }
}

const middle = (visits: readonly Visit[]): Visit => ({
  keyMs: rounded(median(visits.map(({ keyMs }) => keyMs)), 0),
  bytes: median(visits.map(({ bytes }) => bytes)),
  scriptBytes: median(visits.map(({ scriptBytes }) => scriptBytes)),
  requests: median(visits.map(({ requests }) => requests)),
})

await using teardowns = new Teardowns()
const bare = mkdtempSync(join(tmpdir(), 'parley-bare-'))
await build({
  root: fileURLToPath(new URL('bare', import.meta.url)),
  configFile: false,
  logLevel: 'error',
  build: { outDir: bare, target: 'es2022', emptyOutDir: true },
})
const browser = teardowns.add(await launchBrowser())
const contenders = []
for (const [name, args] of [
  ['Parley', []],
  ['bare libraries', ['--web', bare]],
] as const) {
  const server = teardowns.add(await startParley({}, [], args))
  const relay = teardowns.add(await createTcpRelay({ target: { ip: '127.0.0.1', port: server.port } }))
  contenders.push({ name, relay, url: `http://127.0.0.1:${relay.port}/`, visits: new Map<string, Visit[]>() })
}

for (let turn = 0; turn < times; turn += 1) {
  for (const [network, conditions] of Object.entries(networks)) {
    for (const { relay, url, visits } of contenders) {
      relay.change({ ...PERFECT, ...conditions })
      for (const [cache, seen] of Object.entries(await coldAndWarm(browser, url))) {
        const key = `${network}|${cache}`
        visits.set(key, [...(visits.get(key) ?? []), seen])
      }
    }
  }
}

const result = contenders.flatMap(({ name, visits }) =>
  [...visits].map(([key, all]) => {
    const [network, cache] = key.split('|')
    return { name, network, cache, ...middle(all) }
  }),
)
keepResult('load', { browser: browser.version(), slower: SLOWER, samples: times, result })
print(
  `\nUntil the first screen takes a key, processor ${SLOWER} times slower, medians of ${times}`,
  tableOf([
    ['', 'network limit', 'cache', 'ms', 'requests', 'kB', 'of that scripts'],
    ...result.map(({ name, network, cache, keyMs, requests, bytes, scriptBytes }) => [
      ...[name, network ?? '', cache ?? '', keyMs, requests, rounded(bytes / 1_000), rounded(scriptBytes / 1_000)],
    ]),
  ]),
)
