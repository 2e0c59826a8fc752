import { readFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import type { Person } from './person.ts'

/** What a hostile page says over one data channel, again and again. */
export interface Flood {
  channel: 'control' | 'bulk' | 'inputs'
  /** The type of a frame; for `control`, of the message. */
  type: string
  /** Makes the nth message, from 1; it runs in the hostile page. A string on `control`, JSON or bytes elsewhere. */
  message: (n: number) => unknown
  /** How many are sent as fast as the page can; 30,000 if it does not say. */
  messages?: number
  /** At most so many messages at once, and so many a second after that; as fast as it can without. */
  within?: { messages: number; messagesPerSecond: number }
}

declare global {
  interface Window {
    /**
     * A hostile page: its data channels, the latest of each name; its connections to the server; how many messages of its flood
     * are sent.
     */
    hostile: { channels: Map<string, RTCDataChannel>; sockets: WebSocket[]; sent: number }
  }
}

/** Runs in a page before Parley's scripts: the page passes every check of the server, and a test may then speak in its place. */
export function installHostility(): void {
  const hostile: Window['hostile'] = { channels: new Map(), sockets: [], sent: 0 }
  window.hostile = hostile
  const create = RTCPeerConnection.prototype.createDataChannel
  RTCPeerConnection.prototype.createDataChannel = function (label, init) {
    const channel = create.call(this, label, init)
    hostile.channels.set(label, channel)
    // It is deaf to answers, of which a flood may get too many as well.
    if (label !== 'control') channel.addEventListener('message', (event) => event.stopImmediatePropagation())
    return channel
  }
  const Native = window.WebSocket
  window.WebSocket = class extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      hostile.sockets.push(this)
    }
  }
}

interface FloodArguments {
  name: string
  type: string
  within: Flood['within']
  messages: number
  ms: number
}

/** Runs in the hostile page, which has placed the call. Resolves with how many messages left. */
async function floodHere(
  { name, type, within, messages, ms }: FloodArguments,
  make: Flood['message'],
): Promise<number> {
  const channel = window.hostile.channels.get(name)
  if (!channel) throw new Error(`no channel ${name}`)
  const encoder = new TextEncoder()

  /** A frame of the caller's, as docs/protocol.md has it; of no type, a ping. */
  function frame(n: number): ArrayBuffer {
    const said = make(n)
    const binary = said instanceof ArrayBuffer
    const body = type === '' ? [] : binary ? new Uint8Array(said) : encoder.encode(JSON.stringify(said))
    const bytes = new Uint8Array(20 + type.length + body.length)
    const view = new DataView(bytes.buffer)
    view.setUint8(0, 1)
    view.setUint8(1, type === '' ? 0 : binary ? 3 : 2)
    view.setUint8(3, type.length)
    view.setUint32(8, 1_000_000 + n)
    bytes.set(encoder.encode(type), 20)
    bytes.set(body, 20 + type.length)
    return bytes.buffer
  }

  const begun = performance.now()
  let sent = 0
  const isOver = () => (within ? performance.now() - begun >= ms : sent >= messages) || channel.readyState !== 'open'
  while (!isOver()) {
    const seconds = (performance.now() - begun) / 1000
    const allowed = within ? within.messages + seconds * within.messagesPerSecond : Number.POSITIVE_INFINITY
    for (let turn = 0; turn < 200 && sent < allowed && channel.bufferedAmount < 2_000_000; turn += 1) {
      sent += 1
      window.hostile.sent = sent
      try {
        if (name === 'control') channel.send(String(make(1_000_000 + sent)))
        else channel.send(frame(sent))
      } catch {
        // Its buffer is full, or the other side has closed it.
        break
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return sent
}

/** How long a flood lasts that stays within what is allowed. Milliseconds. */
const FLOOD_MS = 3_000

/**
 * Lets this person's page, which has placed the call, flood the other side, until that closes the connection. Resolves with how
 * many messages left.
 */
export function flood({ page }: Person, { channel, type, message, within, messages = 30_000 }: Flood): Promise<number> {
  const what: FloodArguments = { name: channel, type, within, messages, ms: FLOOD_MS }
  // As text: the app's policy forbids the page itself to make functions of texts.
  return page.evaluate(`(${floodHere})(${JSON.stringify(what)}, ${message})`)
}

/** Waits until half of a flood has been sent, or no more of it can be. */
export async function flooded({ page }: Person, { messages = 30_000 }: Flood): Promise<void> {
  await page.waitForFunction(
    (enough) =>
      window.hostile.sent >= enough ||
      [...window.hostile.channels.values()].every(({ readyState }) => readyState !== 'open'),
    messages / 2,
    { polling: 50 },
  )
}

/** Lets this person's page send signals of its call by the server: `renew` of one attempt after the other. */
export async function renewAll(person: Person, attempts: number): Promise<void> {
  const known = person.sent.findLast((sent) => /^42\d*\["signal"/.test(sent))
  if (!known) throw new Error(`${person.id} has sent no signal`)
  const [, { callId, to }] = JSON.parse(known.slice(known.indexOf('[')))
  await person.page.evaluate(
    ({ callId, to, attempts }) => {
      const socket = window.hostile.sockets.findLast(({ readyState }) => readyState === WebSocket.OPEN)
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const signal = { type: 'renew', attempt }
        socket?.send(`42${900_000 + attempt}${JSON.stringify(['signal', { callId, to, signal }])}`)
      }
    },
    { callId, to, attempts },
  )
}

/** What a page went through since `watch`. Milliseconds on its own clock; null for what has not happened. */
export interface Watched {
  /** The longest time in which the page did nothing else, also because the machine was busy with other programs. */
  freeze: number
  /** The longest time for which the page itself kept its thread from everything else: processor time, of this page alone. */
  work: number
  /** How long in all its thread waited for a processor that ran something else. */
  waited: number
  /** From the press, as the system saw it, to its handler. */
  handled: number | null
  /** From the press until every sender that had a track was told to send none. */
  silent: number | null
  /** From the press to no screen of a call. */
  home: number | null
  /** From the beginning of watching to no screen of a call. */
  ended: number | null
}

const TICK = 'tick'

/** Watches a page from now on. The returned function tells what it went through. */
export async function watch({ page }: Person, browser: Browser): Promise<() => Promise<Watched>> {
  const waitedBefore = await pagesWaited(browser)
  // Marks carry the processor time of the page's thread.
  await browser.startTracing(page, { categories: ['-*', 'blink.user_timing'] })
  await page.evaluate((tick) => {
    const begun = performance.now()
    const times = { freeze: 0, pressed: 0, handled: 0, silent: 0, home: 0 }
    let last = begun
    // Before every other listener: the time at which the page knew of the press.
    window.addEventListener(
      'click',
      (event) => {
        times.pressed ||= event.timeStamp
        times.handled ||= performance.now()
      },
      { capture: true },
    )
    const open = window.probe.connections.filter(({ connectionState }) => connectionState !== 'closed')
    const sending = new Set(open.flatMap((connection) => connection.getSenders()).filter(({ track }) => track !== null))
    const replace = RTCRtpSender.prototype.replaceTrack
    RTCRtpSender.prototype.replaceTrack = function (track) {
      if (track === null) sending.delete(this)
      else sending.add(this)
      if (times.pressed && sending.size === 0) times.silent ||= performance.now()
      return replace.call(this, track)
    }
    const inCall = () => document.querySelector('[aria-label^="In call with"], [aria-label^="Incoming call from"]')
    const look = () => {
      performance.mark(tick)
      const now = performance.now()
      times.freeze = Math.max(times.freeze, now - last)
      last = now
      if (!times.home && !inCall()) times.home = now
    }
    const timer = setInterval(look, 10)
    const since = (time: number) => (times.pressed && time >= times.pressed ? time - times.pressed : null)
    const read = () => {
      clearInterval(timer)
      const { freeze, handled, silent, home } = times
      const ended = home ? home - begun : null
      return { freeze, handled: since(handled), silent: since(silent), home: since(home), ended }
    }
    Object.assign(window, { readWatched: read })
  }, TICK)
  return async () => {
    const read = await page.evaluate(() =>
      (window as unknown as { readWatched(): Omit<Watched, 'work' | 'waited'> }).readWatched(),
    )
    const waited = (await pagesWaited(browser)) - waitedBefore
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
    const marks = traceEvents.filter(({ name }) => name === TICK).toSorted((one, other) => one.ts - other.ts)
    const spent = marks.map(({ tts }, at) => tts - (marks[at - 1]?.tts ?? tts))
    return { ...read, work: Math.max(...spent) / 1000, waited }
  }
}

/** A mark in a trace: when it was made, and how long its thread had run by then. Microseconds. */
interface TraceEvent {
  name: string
  ts: number
  tts: number
}

/** The middle of a button, to be pressed without waiting for the page to be calm. */
export async function placeOf(person: Person, name: string): Promise<{ x: number; y: number }> {
  await person.page.mouse.move(400, 300 + Math.random() * 50)
  const box = await person.button(name).boundingBox()
  if (!box) throw new Error(`${person.id} has no button ${name}`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

/** The processes of a browser's pages. */
async function pageProcesses(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
}

/** The memory of all pages of a browser as Linux counts it, in MB. */
export async function pagesMemory(browser: Browser): Promise<number> {
  const sizes = (await pageProcesses(browser)).map((id) => {
    const status = readFileSync(`/proc/${id}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
  })
  return sum(sizes) / 1024
}

/** How long the threads of a browser's pages have waited for a processor that ran something else, in milliseconds. */
async function pagesWaited(browser: Browser): Promise<number> {
  const waits = (await pageProcesses(browser)).map((id) => {
    const [, waited = 0] = readFileSync(`/proc/${id}/task/${id}/schedstat`, 'utf8').split(' ').map(Number)
    return waited
  })
  return sum(waits) / 1_000_000
}

/** Lets a page collect its garbage, so that memory tells what is kept. */
export async function collectGarbage(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.detach()
}
