import { parseArgs } from 'node:util'
import type { Contender, Pair } from './contenders/pair.ts'
import { createParleyNormal } from './contenders/parley.ts'
import { createPeerjs } from './contenders/peerjs.ts'
import { launchBrowser } from './lab/browser.ts'
import { startChild } from './lab/child.ts'
import { servePages } from './lab/pages.ts'
import { startParley } from './lab/parleyServer.ts'
import { keepResult, median, print, quantile, rounded, tableOf } from './lab/result.ts'
import { mediansOf } from './lab/steps.ts'
import { Teardowns } from './lab/teardowns.ts'
import { createTcpRelay } from './slownet/index.ts'

const { values } = parseArgs({
  options: { rtt: { type: 'string', default: '0,100' }, samples: { type: 'string', default: '15' } },
})
const times = Number(values.samples)

await using teardowns = new Teardowns()
const local = (port: number) => ({ target: { ip: '127.0.0.1', port } })
const parley = teardowns.add(await startParley())
const parleyRelay = teardowns.add(await createTcpRelay(local(parley.port)))
const peerServer = teardowns.add(
  await startChild({
    args: [new URL('contenders/peerServer.mjs', import.meta.url).pathname],
    ready: /listening on (\d+)/,
  }),
)
const peerRelay = teardowns.add(await createTcpRelay(local(Number(peerServer.said[1]))))
const pages = teardowns.add(await servePages())
const browser = teardowns.add(await launchBrowser())
const contenders: Contender[] = [
  createParleyNormal({ browser, url: `http://127.0.0.1:${parleyRelay.port}/`, relayed: false }),
  createPeerjs({ browser, url: pages.url, port: peerRelay.port, relayed: false, iceServers: [] }),
]

/** The time from the press of the button until the dialog was painted, and until each step. Milliseconds. */
interface Rung {
  took: number
  steps: [string, number][]
}

async function ring({ caller, callee, place }: Pair, button: string): Promise<Rung> {
  await place()
  await callee.waitForFunction(() => window.observed.dialogAt !== null)
  const placedAt = await caller.evaluate((name) => window.observed.pressed[name], button)
  const rungAt = await callee.evaluate(() => window.observed.dialogAt)
  const began = placedAt ?? Number.NaN
  const steps = await Promise.all(
    Object.entries({ caller, callee }).map(async ([side, page]) => {
      const seen = await page.evaluate(() => window.observed.steps)
      return seen.map(({ step, at }): [string, number] => [`${side}: ${step}`, rounded(at - began)])
    }),
  )
  const took = (rungAt ?? Number.NaN) - began
  return { took, steps: steps.flat().filter(([, at]) => at >= 0 && at <= took) }
}

for (const roundTripMs of values.rtt.split(',').map(Number)) {
  const rings = new Map<string, Rung[]>()
  for (let turn = 0; turn < times; turn += 1) {
    for (const contender of contenders) {
      const pair = await contender.open()
      for (const relay of [parleyRelay, peerRelay]) relay.change({ delayMs: roundTripMs / 2 })
      const took = await ring(pair, contender.name === 'PeerJS' ? 'Call' : 'Video call')
      rings.set(contender.name, [...(rings.get(contender.name) ?? []), took])
      for (const relay of [parleyRelay, peerRelay]) relay.change({ delayMs: 0 })
      await pair.close()
    }
  }
  const result = [...rings].map(([name, rung]) => {
    const all = rung.map(({ took }) => took)
    return {
      ...{
        name,
        ms: rounded(median(all)),
        p90: rounded(quantile(all, 0.9)),
        beyondPath: rounded(median(all) - roundTripMs),
      },
      all: all.map((took) => rounded(took)),
      steps: mediansOf(rung.map(({ steps }) => steps)),
    }
  })
  keepResult(`ring-${roundTripMs}`, { browser: browser.version(), roundTripMs, result })
  print(
    `\n${roundTripMs} ms round trip, call placed to dialog visible, medians of ${times}, ms`,
    tableOf([
      ['', 'median', 'p90', 'beyond the path'],
      ...result.map(({ name, ms, p90, beyondPath }) => [name, ms, p90, beyondPath]),
    ]),
  )
}
