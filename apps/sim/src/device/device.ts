import type { CallState, Screening } from '@parley/call'
import type { DeviceRef, UserId } from '@parley/protocol'
import type { Mutable } from '../mutable.ts'
import { createLine, type Line } from '../network/line.ts'
import type { Ask } from '../network/pageSocket.ts'
import type { Paths } from '../network/paths.ts'
import { createRandom, mix, type Seed } from '../random.ts'
import { type Deliveries, nameOf } from '../script/deliveries.ts'
import type { Screen, Transport } from '../script/script.ts'
import type { SimServer } from '../server/server.ts'
import { settled } from '../settled.ts'
import type { SimClock } from '../simClock.ts'
import type { MediaWitness } from './mediaWitness.ts'
import { createPage, type Page } from './page.ts'
import { createResuming } from './resuming.ts'

export interface DeviceDeps {
  ref: DeviceRef
  seed: Seed
  deliveries: Deliveries
  /** By how much its clock is ahead, if the script says so. Milliseconds. */
  ahead: number | undefined
  /** Whether it connects to those it knows while it rings. */
  preconnects: boolean
  transport: Transport
  clock: SimClock
  server: SimServer
  paths: Paths
  witness: MediaWitness
  /** Never the same twice in a run. */
  name(): string
  moved(page: Page, before: CallState, after: CallState): void
  /** The page is going, by its own word, in a call that the next one may resume. */
  going(device: DeviceRef): void
  /** The page is gone, was in this call, and no other of the device will be. */
  vanished(device: DeviceRef, call: CallState): void
  fail(problem: string): void
  note(line: () => string): void
}

/** One device through all its pages and connections. */
export interface Device {
  readonly ref: DeviceRef
  /** Null while the tab is not open. */
  readonly page: Page | null
  /** Whether its tab was closed, not to be opened again by itself. */
  readonly gone: boolean
  /** Since when it has had one living connection; null while it has none. */
  connectedSince(): number | null
  screenOf(caller: UserId): Screening
  setScreen(caller: UserId, as: Screen): void
  open(): void
  /** Something from the server for this device's end of a line. */
  receive(line: Line, event: string, payload: unknown): void
  cut(deviceNotices: number, serverNotices: number, back: number): void
  /** Ends the tab; with `back` it opens again after that many milliseconds. */
  shut(crash: boolean, back: number | null): void
}

export function createDevice(deps: DeviceDeps): Device {
  const { ref, seed, transport, clock, server, fail, note } = deps
  const random = createRandom(mix(seed, 7))
  // Of its own, so that it moves nothing else.
  const acquaintance = createRandom(mix(seed, 8))
  // An invitation that overtakes the server's first word of its time is taken for stale by a clock far ahead.
  const most = transport === 'fifo' ? 240_000 : 25_000
  const ahead = deps.ahead ?? (random.chance(0.5) ? random.int(-240_000, most) : 0)
  const screens = new Map<UserId, Screening>()
  // As above.
  const media = createRandom(mix(seed, 9))
  const lines = new WeakMap<Line, Page>()
  let line: Line | null = null
  let connectedAt: number | null = null
  const resuming = createResuming()
  /** The call that the page before was in and the next may resume. */
  let left: CallState | null = null
  let made = 0

  function connect(): void {
    const owner = device.page
    if (!owner || line) return
    made += 1
    const next = createLine({
      ...{ id: `${ref.deviceId} ${made}`, device: ref, clock, transport, seed: mix(seed, made) },
      deliveryOf: (message) => deps.deliveries.of(ref, message),
      serverTakes: server.takes,
      deviceTakes: (from) => (transport === 'fifo' ? line === from : device.page === owner),
    })
    line = next
    lines.set(next, owner)
    const admitted = () =>
      next.down(
        () => 'connected',
        () => opened(next, owner),
      )
    next.up(
      () => 'connect',
      () => server.admit(next, admitted),
    )
    // One that is never let in is given up.
    clock.setTimeout(() => {
      if (line !== next || owner.socket.connected) return
      clock.setTimeout(() => server.release(next), 1_000)
      notice(next, 500)
    }, 20_000)
  }

  function opened(on: Line, owner: Page): void {
    if (line !== on || owner.socket.connected) return
    connectedAt = clock.now()
    note(() => `${ref.deviceId} is connected`)
    const ask: Ask = (event, payload, reply) => {
      note(() => `${ref.deviceId} asks ${event} ${JSON.stringify(payload)}`)
      const message = () => nameOf(event, payload)
      const answered = (answer: unknown) =>
        on.down(
          () => `${message()} answered`,
          () => line === on && reply(answer),
        )
      on.up(message, () => server.ask(on, event, payload, answered))
    }
    owner.socket.opened(ask)
  }

  /** This end of the line learns that it is dead. */
  function notice(dead: Line, back: number): void {
    if (line !== dead) return
    line = null
    connectedAt = null
    dead.sever()
    const owner = device.page
    if (owner?.socket.connected) owner.socket.lost()
    note(() => `${ref.deviceId} has lost its connection`)
    clock.setTimeout(connect, back)
  }

  function open(): void {
    if (device.page) return
    device.gone = false
    const page = createPage({
      ...{ device: ref, clock, ahead, random: media, paths: deps.paths, witness: deps.witness },
      ...{ name: deps.name, fail },
      moved: (of, before, after) => {
        resuming.follow(after, of.now())
        deps.moved(of, before, after)
      },
      screen: (caller) => screens.get(caller) ?? 'ring',
      showMs: () => random.int(0, 400),
      knowsAfterMs: () => (deps.preconnects && !acquaintance.chance(0.1) ? acquaintance.int(0, 400) : null),
    })
    device.page = page
    resume(page)
    connect()
  }

  /** Before it connects, so that the server hears of the call and not that there is none. */
  function resume(next: Page): void {
    const call = resuming.take(next.now())
    if (call) next.resume(call)
    const before = left
    left = null
    if (before && next.current().status === 'IDLE') deps.vanished(ref, before)
  }

  /** What a page does when it is told to go. Returns whether the next may resume its call. */
  function leave(old: Page, crash: boolean): boolean {
    const call = old.current()
    const kept = resuming.leave(call, crash, old.now())
    if (crash) return kept
    if (kept) deps.going(ref)
    else if (call.status === 'OUTGOING' || call.status === 'IN_CALL') old.hangUp()
    old.goes()
    return kept
  }

  function end(old: Page, call: CallState, crash: boolean, kept: boolean, back: number | null): void {
    if (device.page !== old) return
    const last = line
    // One that is not let in yet never will be.
    if (!old.socket.connected) last?.sever()
    line = null
    connectedAt = null
    device.page = null
    old.close(crash)
    device.gone = back === null
    left = kept ? call : null
    if (!kept) deps.vanished(ref, call)
    if (last?.severed) clock.setTimeout(() => server.release(last), 20_000)
    else
      last?.up(
        () => 'disconnect',
        () => server.release(last),
      )
    if (back !== null) clock.setTimeout(open, back)
  }

  const device: Mutable<Device> = {
    ref,
    gone: false,
    page: null,
    connectedSince: () => (line && !line.severed && server.holds(line) ? connectedAt : null),
    screenOf: (caller) => screens.get(caller) ?? 'ring',
    setScreen: (caller, as) => void screens.set(caller, as),
    open,
    receive: (from, event, payload) =>
      from.down(
        () => nameOf(event, payload),
        () => lines.get(from)?.socket.fire(event, payload),
      ),
    cut: (deviceNotices, serverNotices, back) => {
      const dead = line
      if (!dead || dead.severed) return
      dead.sever()
      clock.setTimeout(() => notice(dead, back), deviceNotices)
      clock.setTimeout(() => server.release(dead), serverNotices)
    },
    shut: (crash, back) => {
      const old = device.page
      if (!old) return
      const call = old.current()
      const kept = leave(old, crash)
      if (crash) end(old, call, crash, kept, back)
      // What it has said at the last moment is on its way once its promises have settled, as in a browser.
      else void settled().then(() => end(old, call, crash, kept, back))
    },
  }
  return device
}
