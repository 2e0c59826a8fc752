import {
  acceptCall,
  type CallState,
  callAnswered,
  callEnded,
  callerBlocked,
  callRenewed,
  callResumed,
  createOutbox,
  createSignalTransport,
  endCall,
  type InCall,
  mediaLost,
  preconnectAllowed,
  rejectCall,
  ringingShown,
  type Screening,
  setupCallListeners,
  setupConnectionListeners,
  startOutgoingCall,
} from '@parley/call'
import { type MediaChoices, planMedia } from '@parley/client'
import type { CallId, CallMedia, Clock, DeviceRef, UserId } from '@parley/protocol'
import type { UnknownAction } from '@reduxjs/toolkit'
import { createPageSocket, type PageSocket } from '../network/pageSocket.ts'
import type { MediaPlan } from './link.ts'
import { createMedia } from './media.ts'
import type { Paths } from './path.ts'
import { createPageStore } from './store.ts'
import type { Warmth } from './warmth.ts'

/** How long an end that the other side has told is worth telling the server. Milliseconds. */
const FORGOTTEN_MS = 60_000

const CHOICES: MediaChoices = {
  ...{ cameraId: null, microphoneId: null, speakerId: null },
  ...{ lessData: false, preconnect: true, inCall: null, lobby: null },
}

export interface PageDeps {
  device: DeviceRef
  /** The device's own clock, which need not agree with the server's. */
  clock: Clock
  paths: Paths
  warmth: Warmth
  screen(caller: UserId): Screening
  /** How long the person's screen takes to show that it rings. Milliseconds. */
  showMs(): number
  /** How long it takes to know the other side of a call for somebody one knows; null if it is not. Milliseconds. */
  knowsAfterMs(): number | null
  name(): string
  /** A connection of a call begins here. */
  began(callId: CallId, attempt: number): void
  /** The other side has said over the connection itself that it ends the call. */
  peerLeft(callId: CallId, by: DeviceRef): void
  moved(page: Page, before: CallState, after: CallState): void
  fail(problem: string): void
}

/** The app in one tab, from its loading to its end. */
export interface Page {
  readonly device: DeviceRef
  readonly socket: PageSocket
  readonly closed: boolean
  now(): number
  current(): CallState
  plan(): MediaPlan
  /** How many requests are not acknowledged. */
  unsent(): number
  dial(callId: CallId, callee: UserId, media: CallMedia): void
  accept(media: CallMedia): void
  decline(): void
  hangUp(): void
  block(): void
  losePath(): void
  /** What the page before it was in. */
  resume(call: InCall): void
  /** The tab is about to go, and says so to whom it has media with. */
  goes(): void
  /** The tab is gone. */
  close(): void
}

export function createPage({ device, paths, warmth, name, fail, ...deps }: PageDeps): Page {
  let closed = false
  const clock: Clock = {
    now: deps.clock.now,
    setTimeout: (fn, ms) => deps.clock.setTimeout(() => closed || fn(), ms),
  }
  const socket = createPageSocket(clock)
  const { store, startListening } = createPageStore({
    now: clock.now,
    failed: (error) => fail(`a listener of ${device.deviceId} failed: ${String(error)}`),
    moved: ({ call: { current: before } }, { call: { current: after } }) => {
      if (closed) return
      deps.moved(page, before, after)
      if (after.status === 'INCOMING' && before.status !== 'INCOMING') {
        const { callId } = after
        clock.setTimeout(() => void store.dispatch(ringingShown({ callId })), deps.showMs())
      }
      if (before.status === 'IDLE' && after.status !== 'IDLE' && after.status !== 'IN_CALL') meet(after.callId)
      media.sync(plan(after), after.status === 'IDLE' && after.lastEnd?.reason === 'answeredElsewhere')
    },
  })
  const current = (): CallState => store.getState().call.current
  const reports = {
    invalid: (event: string, problem: string) =>
      fail(`the server tells "${event}" outside of the contract: ${problem}`),
    failed: (event: string, error: unknown) => fail(`${device.deviceId} fails at "${event}": ${String(error)}`),
  }
  const outbox = createOutbox(socket)
  const transport = createSignalTransport({ socket, outbox, clock, reports })
  let planned: { call: CallState; plan: MediaPlan } | null = null
  const plan = (call: CallState): MediaPlan => {
    if (planned?.call !== call) planned = { call, plan: planMedia(call, CHOICES) }
    return planned.plan
  }
  const media = createMedia({
    ...{ clock, transport: { ...transport, send }, name },
    isCurrent,
    lost: (callId, reason) => void store.dispatch(mediaLost({ callId, reason })),
    peerLeft: (callId, reason, by) => {
      deps.peerLeft(callId, by)
      const since = clock.now()
      void outbox.deliver('endCall', { callId, reason }, () => clock.now() - since < FORGOTTEN_MS)
      store.dispatch(callEnded({ callId, reason }))
    },
    renewed: (callId, attempt) => void store.dispatch(callRenewed({ callId, attempt })),
    say: (word) => void paths.say(device, word),
    ...{ device, warmth },
    accepted: (callId, by) => {
      if (closed) return
      const call = current()
      if (call.status === 'OUTGOING' && call.callId === callId)
        store.dispatch(callAnswered({ callId, device: by, media: call.media }))
    },
    began: deps.began,
    fail,
    changed: () => {
      if (closed) return
      warmth.refresh()
      paths.refresh()
    },
  })
  const removePath = paths.add(device, media.link)
  const teardowns = [
    setupCallListeners(startListening, { store, socket, outbox, clock, screen: deps.screen, reports }),
    setupConnectionListeners({ store, socket }),
  ]

  /** Finds out in its own time whether the two know each other. */
  function meet(callId: CallId): void {
    const ms = deps.knowsAfterMs()
    if (ms !== null) clock.setTimeout(() => void store.dispatch(preconnectAllowed({ callId })), ms)
  }

  function send(...signal: Parameters<typeof transport.send>): void {
    const call = current()
    if (call.status === 'INCOMING' && !call.preconnect)
      fail(`9: ${device.deviceId} answers a stranger before its person does`)
    transport.send(...signal)
  }

  function isCurrent(callId: CallId): boolean {
    const call = current()
    return call.status !== 'IDLE' && call.callId === callId
  }

  /** What a person does is meant for the call they see. */
  function press(action: (callId: CallId) => UnknownAction): void {
    const call = current()
    if (call.status !== 'IDLE') store.dispatch(action(call.callId))
  }

  const page: Page = {
    device,
    socket,
    current,
    plan: () => plan(current()),
    now: clock.now,
    unsent: () => outbox.size,
    dial: (callId: CallId, callee: UserId, of: CallMedia) =>
      void store.dispatch(startOutgoingCall({ callee, media: of }, callId, clock.now())),
    accept: (of: CallMedia) => press((callId) => acceptCall({ callId, media: of })),
    decline: () => press((callId) => rejectCall({ callId })),
    hangUp: () => press((callId) => endCall({ callId })),
    block: () => press((callId) => callerBlocked({ callId })),
    losePath: media.break,
    resume: (call) => void store.dispatch(callResumed({ call })),
    goes: media.pageGoes,
    close: () => {
      closed = true
      socket.close()
      removePath()
      media.close()
      transport.close()
      outbox.close()
      for (const teardown of teardowns) teardown()
      paths.refresh()
    },
    get closed() {
      return closed
    },
  }
  return page
}
