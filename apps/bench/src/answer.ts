import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import type { Contender } from './contenders/pair.ts'
import { createParleyLink, createParleyNormal, createParleyPreconnected } from './contenders/parley.ts'
import { createPeerjs } from './contenders/peerjs.ts'
import { launchBrowser } from './lab/browser.ts'
import { startChild } from './lab/child.ts'
import type { Observed } from './lab/observe.ts'
import { servePages } from './lab/pages.ts'
import { startParley } from './lab/parleyServer.ts'
import { keepResult, median, print, quantile, rounded, tableOf } from './lab/result.ts'
import { mediansOf } from './lab/steps.ts'
import { Teardowns } from './lab/teardowns.ts'
import { startTurnServer, turnCredentials } from './lab/turnServer.ts'
import { createTcpRelay, createUdpRelay } from './slownet/index.ts'

/** The time between ringing, or entering the lobby, and the press; no person is faster. Milliseconds. */
const RINGS_MS = 2_500

/** How long both sides may take to show the other's first frame. Milliseconds. */
const PATIENCE_MS = 20_000

/** One call: the time from the press of "Accept", "Join" or "Call" to each side's first remote frame. Milliseconds. */
interface Sample {
  callee: number
  caller: number
  steps: Record<'callee' | 'caller', [string, number][]>
}

type Samples = Record<string, Sample[]>

const { values } = parseArgs({
  options: {
    rtt: { type: 'string', default: '0,100,200' },
    samples: { type: 'string', default: '15' },
    contenders: { type: 'string', default: 'Parley preconnected,Parley normal,PeerJS' },
  },
})
const contenders = values.contenders.split(',')
const roundTrips = values.rtt.split(',').map(Number)
const times = Number(values.samples)

await using teardowns = new Teardowns()
const local = (port: number) => ({ target: { ip: '127.0.0.1', port } })
const turn = teardowns.add(await startTurnServer())
const turnRelay = teardowns.add(await createUdpRelay(local(turn.port)))
const turnUrl = `turn:127.0.0.1:${turnRelay.port}?transport=udp`
const parley = teardowns.add(await startParley({ TURN_URLS: turnUrl, TURN_SECRET: turn.secret }))
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

/**
 * Sets the delays of all relays. A request to the server and its answer take one round trip; so does a message from
 * device to device. Media takes a quarter to the TURN server and a quarter on, so half a round trip one way.
 */
function beFar(roundTripMs: number): void {
  parleyRelay.change({ delayMs: roundTripMs / 2 })
  peerRelay.change({ delayMs: roundTripMs / 2 })
  turnRelay.change({ delayMs: roundTripMs / 4 })
}

const parleyOptions = { browser, url: `http://127.0.0.1:${parleyRelay.port}/`, relayed: true }
const iceServers = [{ urls: turnUrl, ...turnCredentials(turn.secret) }]
const peerjsOptions = { browser, url: pages.url, port: peerRelay.port, relayed: true, iceServers }
const known: Record<string, () => Contender | Promise<Contender>> = {
  'Parley preconnected': () => createParleyPreconnected(parleyOptions),
  'Parley normal': () => createParleyNormal(parleyOptions),
  'Parley link': () => createParleyLink(parleyOptions),
  PeerJS: () => createPeerjs(peerjsOptions),
  'PeerJS call': () => createPeerjs({ ...peerjsOptions, asks: false }),
}
const all: Contender[] = []
for (const name of contenders) {
  const open = known[name]
  if (!open) throw new Error(`There is no contender ${name}, only ${Object.keys(known).join(', ')}`)
  all.push(await open())
}

async function seen(name: string, page: Page): Promise<Observed & { frameAt: number }> {
  const isSeen = () => window.observed.frameAt !== null
  // After a timeout the error below tells what was observed.
  await page.waitForFunction(isSeen, undefined, { timeout: PATIENCE_MS }).catch(() => undefined)
  const observed = await page.evaluate(() => window.observed)
  const { frameAt } = observed
  if (frameAt === null) throw new Error(`${name}: the other is not seen, ${JSON.stringify(observed)}`)
  return { ...observed, frameAt }
}

async function call(contender: Contender, roundTripMs: number): Promise<Sample> {
  const pair = await contender.open()
  const { caller, callee } = pair
  beFar(roundTripMs)
  await pair.place()
  const accept = callee.getByRole('button', { name: pair.answersBy, exact: true })
  await accept.waitFor()
  await callee.waitForTimeout(RINGS_MS)
  for (const page of [caller, callee]) {
    const shown = (video: HTMLVideoElement | SVGElement) => video instanceof HTMLVideoElement && video.currentTime > 0
    const previews = await page.getByLabel('Your camera preview').evaluate(shown)
    if (!previews) throw new Error(`${contender.name}: a camera does not run before the call is accepted`)
  }
  await accept.click()
  const [near, far] = await Promise.all([seen(contender.name, callee), seen(contender.name, caller)])
  beFar(0)
  await pair.close()
  const acceptedAt = near.pressed[pair.answersBy] ?? Number.NaN
  const stepsOf = ({ steps }: Observed) =>
    steps.map(({ step, at }): [string, number] => [step, rounded(at - acceptedAt)])
  const sample = { callee: near.frameAt - acceptedAt, caller: far.frameAt - acceptedAt }
  if (!(sample.callee > 0 && sample.caller > 0))
    throw new Error(`${contender.name}: seen before the call was accepted, ${JSON.stringify(sample)}`)
  return { ...sample, steps: { callee: stepsOf(near), caller: stepsOf(far) } }
}

/** The PeerJS contender to compare with. At a call link nothing is exchanged before the press, as in a PeerJS call. */
const rivalOf = (name: string) => (name === 'Parley link' || name === 'PeerJS call' ? 'PeerJS call' : 'PeerJS')

function told(roundTripMs: number, samples: Samples): void {
  const sides = ['callee', 'caller'] as const
  const mid = (name: string, side: 'callee' | 'caller') => median((samples[name] ?? []).map((each) => each[side]))
  const result = contenders.map((name) => {
    const own = samples[name] ?? []
    return {
      ...{ name, calls: own.length },
      ...Object.fromEntries(
        sides.map((side) => [
          side,
          {
            ms: rounded(mid(name, side)),
            p90: rounded(
              quantile(
                own.map((each) => each[side]),
                0.9,
              ),
            ),
            ofPeerjs: rounded(mid(name, side) / mid(rivalOf(name), side), 3),
            all: own.map((each) => rounded(each[side])),
            steps: mediansOf(own.map(({ steps }) => steps[side])),
          },
        ]),
      ),
    }
  })
  keepResult(`answer-${roundTripMs}`, { browser: browser.version(), roundTripMs, ringsMs: RINGS_MS, result })
  const rows = contenders.map((name) => [
    name,
    ...sides.flatMap((side) => {
      const own = (samples[name] ?? []).map((each) => each[side])
      const share = mid(name, side) / mid(rivalOf(name), side)
      return [rounded(median(own), 0), rounded(quantile(own, 0.9), 0), share.toFixed(2)]
    }),
  ])
  print(
    `\n${roundTripMs} ms round trip, pressed to first remote frame, medians of ${times}, ms`,
    tableOf([['', 'callee', 'p90', 'of PeerJS', 'caller', 'p90', 'of PeerJS'], ...rows]),
  )
}

for (const roundTripMs of roundTrips) {
  const samples: Samples = {}
  for (let turn = 0; turn < times; turn += 1) {
    for (const contender of all) {
      samples[contender.name] = [...(samples[contender.name] ?? []), await call(contender, roundTripMs)]
    }
  }
  told(roundTripMs, samples)
}
