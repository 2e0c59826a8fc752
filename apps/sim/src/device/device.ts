import type { CallState, Screening } from '@parley/call'
import type { DeviceRef, UserId } from '@parley/protocol'
import { clockSeed, createMachine, type Machine } from '../machine.ts'
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

/** How wrong a device's wall clock is at most. Milliseconds. */
const MOST_AHEAD_MS = 3 * 86_400_000

export interface DeviceDeps {
  ref: DeviceRef
  seed: Seed
  deliveries: Deliveries
  /** How far its wall clock is ahead of the world's; decided by the seed if undefined. Milliseconds. */
  ahead: number | undefined
  /** True if it preconnects to users it knows. */
  preconnects: boolean
  transport: Transport
  clock: SimClock
  server: SimServer
  paths: Paths
  witness: MediaWitness
  /** Returns an ID that is unique in the run. */
  name(): string
  moved(page: Page, before: CallState, after: CallState): void
  /** The page tells its peer that it is going, in a call that the next page may resume. */
  going(device: DeviceRef): void
  /** The page is gone, and the next one may resume its call. */
  left(device: DeviceRef, call: CallState): void
  /** The page is gone, and no later page of the device will resume its call. */
  vanished(device: DeviceRef, call: CallState): void
  fail(problem: string): void
  note(line: () => string): void
}

/** One device, through all its pages and connections. */
export interface Device {
  readonly ref: DeviceRef
  readonly machine: Pick<Machine, 'wall' | 'step'>
  /** Null while the tab is not open. */
  readonly page: Page | null
  /** True if its tab was closed and does not open again by itself. */
  readonly gone: boolean
  /** When its living connection opened, by the clock, in milliseconds; null if it has none. */
  connectedSince(): number | null
  screenOf(caller: UserId): Screening
  setScreen(caller: UserId, as: Screen): void
  /** Makes everybody a contact from now on. */
  befriendAll(): void
  open(): void
  /** Sends an event of the server down the line to the page. */
  receive(line: Line, event: string, payload: unknown): void
  cut(deviceNotices: number, serverNotices: number, back: number): void
  /** Closes the tab; with `back` it opens again after that many milliseconds. */
  shut(crash: boolean, back: number | null): void
}

export function createDevice(deps: DeviceDeps): Device {
  const { ref, seed, transport, clock, server, fail, note } = deps
  const random = createRandom(mix(seed, 7))
  // A generator of its own, so that its draws do not shift those of `random`.
  const acquaintance = createRandom(mix(seed, 8))
  const ahead = deps.ahead ?? (random.chance(0.5) ? random.int(-MOST_AHEAD_MS, MOST_AHEAD_MS) : 0)
  const machine = createMachine({ world: clock, seed: clockSeed(seed), ahead })
  const screens = new Map<UserId, Screening>()
  // A generator of its own, for the same reason.
  const media = createRandom(mix(seed, 9))
  const contacts = new Map<UserId, boolean>()
  const friendship = createRandom(mix(seed, 10))
  let friends = false
  const lines = new WeakMap<Line, Page>()
  let line: Line | null = null
  let connectedAt: number | null = null
  const resuming = createResuming(machine)
  /** The call of the page before, which the next page may resume. */
  let left: CallState | null = null
  let made = 0

  /** Half of all people are contacts, each device has its own. */
  function isContact(caller: UserId): boolean {
    const known = contacts.get(caller) ?? friendship.chance(0.5)
    contacts.set(caller, known)
    return known || friends
  }

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
    // The device gives up a line that the server does not let in.
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

  /** The device notices that the line is dead. It reconnects after `back` milliseconds. */
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
      ...{ device: ref, clock, machine, random: media, paths: deps.paths, witness: deps.witness },
      ...{ name: deps.name, fail },
      moved: (of, before, after) => {
        resuming.follow(after, of.now())
        deps.moved(of, before, after)
      },
      screen: (caller) => screens.get(caller) ?? 'ring',
      isContact,
      showMs: () => random.int(0, 400),
      knowsAfterMs: () => (deps.preconnects && !acquaintance.chance(0.1) ? acquaintance.int(0, 400) : null),
    })
    device.page = page
    resume(page)
    connect()
  }

  /**
   * Resumes the call of the page before. Must run before `connect`, because a page that connects reports its call to
   * the server.
   */
  function resume(next: Page): void {
    const call = resuming.take(next.now())
    if (call) next.resume(call)
    const before = left
    left = null
    if (before && next.current().status === 'IDLE') deps.vanished(ref, before)
  }

  /** Lets the page react to its closing, unless it crashes. Returns true if the next page may resume its call. */
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
    // A line that the server has not let in yet never will be.
    if (!old.socket.connected) last?.sever()
    line = null
    connectedAt = null
    device.page = null
    old.close(crash)
    device.gone = back === null
    left = kept ? call : null
    if (kept) deps.left(ref, call)
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
    machine,
    gone: false,
    page: null,
    connectedSince: () => (line && !line.severed && server.holds(line) ? connectedAt : null),
    screenOf: (caller) => screens.get(caller) ?? 'ring',
    setScreen: (caller, as) => void screens.set(caller, as),
    befriendAll: () => {
      friends = true
    },
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
      // As in a browser, the page's last messages leave once its promises have settled.
      else void settled().then(() => end(old, call, crash, kept, back))
    },
  }
  return device
}
