import {
  acceptCall,
  allRinging,
  type CallState,
  callerBlocked,
  callResumed,
  createOutbox,
  createSignalTransport,
  endCall,
  type InCall,
  type Incoming,
  preconnectAllowed,
  rejectCall,
  ringingHere,
  ringingShown,
  type Screening,
  setupCallListeners,
  setupConnectionListeners,
  startOutgoingCall,
} from '@parley/call'
import { connectSession, followPlan } from '@parley/client'
import type { CallId, CallMedia, DeviceRef, UserId } from '@parley/protocol'
import type { MediaSnapshot } from '@parley/webrtc'
import { createCapture } from '../browser/capture.ts'
import type { Holder, SimConnection } from '../browser/connection.ts'
import { createPageTimers } from '../browser/timers.ts'
import type { Machine } from '../machine.ts'
import { createPageSocket, type PageSocket } from '../network/pageSocket.ts'
import type { Paths } from '../network/paths.ts'
import type { Random } from '../random.ts'
import type { SimClock } from '../simClock.ts'
import type { MediaWitness } from './mediaWitness.ts'
import { createPageStore } from './store.ts'

export interface PageDeps {
  device: DeviceRef
  clock: SimClock
  machine: Machine
  random: Random
  paths: Paths
  witness: MediaWitness
  screen(caller: UserId): Screening
  isContact(caller: UserId): boolean
  /** How long the page takes to show that a call rings. Milliseconds. */
  showMs(): number
  /**
   * How long the page takes to find that it knows the other side of a call; null if it does not know it. Milliseconds.
   */
  knowsAfterMs(): number | null
  /** Returns an ID that is unique in the run. */
  name(): string
  moved(page: Page, before: CallState, after: CallState): void
  fail(problem: string): void
}

/** The app in one tab, from loading to closing. */
export interface Page {
  readonly device: DeviceRef
  readonly socket: PageSocket
  now(): number
  current(): CallState
  /** The calls that ring here: the one on the screen first, then those beside it. */
  ringing(): readonly Incoming[]
  /** True if this call is over for the page, and must not ring there again. */
  isOver(callId: CallId): boolean
  /** How many of its tracks are live. */
  tracks(): number
  /** Its open connections. */
  connections(): SimConnection[]
  /** The state of its connection, as the person sees it. */
  shows(): Pick<MediaSnapshot, 'connection' | 'interruptedSince'>
  /** How many requests are not acknowledged yet. */
  unsent(): number
  dial(callId: CallId, callee: UserId, media: CallMedia): void
  accept(callId: CallId, media: CallMedia): void
  decline(callId: CallId): void
  hangUp(): void
  block(callId: CallId): void
  losePath(): void
  /** Resumes the call of an earlier page. */
  resume(call: InCall): void
  /** Tells the page that its tab is about to close. */
  goes(): void
  /**
   * Stops everything in the page at once, without any teardown by the app. After a crash, the browser does not tell
   * other browsers that its connections are closed.
   */
  close(crash: boolean): void
}

/** Creates an event of the browser, and the way to listen for it. */
function createSignal() {
  const listeners = new Set<() => void>()
  return {
    listen: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell: () => {
      for (const listener of [...listeners]) listener()
    },
  }
}

export function createPage({ device, clock: world, machine, random, paths, witness, fail, ...deps }: PageDeps): Page {
  let closed = false
  const clock = createPageTimers(world, machine)
  const socket = createPageSocket(clock)
  const { store, startListening } = createPageStore({
    now: () => ({ at: clock.now(), wall: clock.wall() }),
    failed: (error) => fail(`a listener of ${device.deviceId} failed: ${String(error)}`),
    moved: (then, now) => {
      if (closed) return
      const [before, after] = [then.current, now.current]
      if (before !== after) deps.moved(page, before, after)
      for (const { callId } of allRinging(now))
        if (!ringingHere(then, callId))
          clock.setTimeout(() => void store.dispatch(ringingShown({ callId })), deps.showMs())
      const anew = before.status === 'IDLE' || (after.status === 'INCOMING' && before.callId !== after.callId)
      if (anew && after.status !== 'IDLE' && after.status !== 'IN_CALL') meet(after.callId)
    },
  })
  const calls = () => store.getState().call
  const current = (): CallState => calls().current
  const reports = {
    invalid: (event: string, problem: string) =>
      fail(`the server tells "${event}" outside of the contract: ${problem}`),
    failed: (event: string, error: unknown) => fail(`${device.deviceId} fails at "${event}": ${String(error)}`),
  }
  const outbox = createOutbox(socket)
  const transport = createSignalTransport({ socket, outbox, clock, reports })
  const capture = createCapture(clock, random)
  const [hidden, moved] = [createSignal(), createSignal()]
  const holder: Holder = {
    device,
    sends: witness.sent,
    says: witness.said,
    misfits: (connection) =>
      fail(`10: ${device.deviceId} has a candidate that fits nothing in ${connection.name?.callId}`),
  }
  const signer = witness.signerOf(device)
  const { session } = connectSession({
    ...{ store, outbox, clock, signer },
    transport: {
      ...transport,
      send: (callId, to, signal, keep) => {
        if (closed) return
        witness.signalled(device, callId, to, signal)
        transport.send(callId, to, signal, keep)
      },
    },
    codes: () => {
      throw new Error('a call by codes, and there is none')
    },
    browser: {
      media: capture.port,
      // `SimConnection` has only the members that the engine uses.
      createPeerConnection: () => paths.open(holder) as unknown as RTCPeerConnection,
      onNetworkChange: moved.listen,
      onPageHide: hidden.listen,
      randomId: deps.name,
    },
  })
  followPlan(session, store)
  const { screen, isContact } = deps
  setupCallListeners(startListening, { store, socket, outbox, clock, screen, isContact, reports })
  setupConnectionListeners({ store, socket })

  /** Allows the call to preconnect after `knowsAfterMs`, if the page knows the other side. */
  function meet(callId: CallId): void {
    const ms = deps.knowsAfterMs()
    if (ms !== null) clock.setTimeout(() => void store.dispatch(preconnectAllowed({ callId })), ms)
  }

  const page: Page = {
    device,
    socket,
    current,
    ringing: () => allRinging(calls()),
    isOver: (callId) => calls().ended.includes(callId),
    tracks: capture.live,
    connections: () => paths.of(holder),
    shows: session.getSnapshot,
    now: clock.now,
    unsent: outbox.size,
    dial: (callId: CallId, callee: UserId, of: CallMedia) =>
      void store.dispatch(startOutgoingCall({ callee, media: of }, callId)),
    accept: (callId, of) => void store.dispatch(acceptCall({ callId, media: of })),
    decline: (callId) => void store.dispatch(rejectCall({ callId })),
    hangUp: () => {
      const call = current()
      if (call.status !== 'IDLE') store.dispatch(endCall({ callId: call.callId }))
    },
    block: (callId) => void store.dispatch(callerBlocked({ callId })),
    losePath: () => {
      paths.lose(holder)
      // Sometimes the path is lost by a change of network, which the browser reports.
      if (random.chance(0.3)) moved.tell()
    },
    resume: (call) => void store.dispatch(callResumed({ call })),
    goes: hidden.tell,
    close: (crash) => {
      closed = true
      clock.close()
      socket.close()
      paths.drop(holder, !crash)
      capture.close()
    },
  }
  return page
}
