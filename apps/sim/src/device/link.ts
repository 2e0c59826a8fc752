import type { MediaLoss } from '@parley/call'
import { sampleIdentity } from '@parley/call/testing'
import { type ByeReason, type CallId, type Clock, type DeviceRef, limits, type Signal } from '@parley/protocol'
import type { planMedia } from '@parley/react'
import type { WarmLine } from './warmth.ts'

export type MediaPlan = ReturnType<typeof planMedia>
export type ConnectedPlan = Extract<MediaPlan, { kind: 'connected' }>

/** What is said over the connection itself, without a server. */
export type Word = { type: 'away' } | { type: 'bye'; reason: ByeReason }

/** What a device holds of a peer connection. */
export interface MediaLink {
  readonly callId: CallId
  readonly remote: DeviceRef
  readonly attempt: number
  /** The offer that has been answered, as far as this side can know. */
  readonly negotiation: string | null
  /** Its network path is gone. */
  readonly broken: boolean
  /** Told whether media passes now. */
  flows(passes: boolean): void
  hear(word: Word): void
}

/** As much of it as the device itself uses. */
export interface OwnLink extends MediaLink {
  /** Since when the two are known to be apart; null while they are not, or never have been together. */
  readonly interruptedSince: number | null
  /** The connection that was made while it rang, if it is that. */
  readonly warm: WarmLine | null
  receive(signal: Signal): void
  break(): void
  /** As what this side would end the call now; null once the other side has. */
  farewell(): ByeReason | null
  close(): void
}

export interface LinkDeps {
  clock: Clock
  send(signal: Signal): void
  lost(reason: MediaLoss): void
  peerLeft(reason: ByeReason): void
  changed(): void
  /** A name for each offer, never the same twice. */
  name(): string
  /** Whether it hears of a page that goes; it should. */
  hearsAway: boolean
  /** The connection that was made while it rang, where there is one: nothing has to be negotiated then. */
  warm: WarmLine | null
}

/** How long an interruption may last. It has been one for a while when it is noticed. Milliseconds. */
const SILENCE_MS = 5_000
const INTERRUPTION_MS = limits.MEDIA_LOSS_MS - SILENCE_MS

/** How long somebody who came back at the last moment may take to connect. Milliseconds. */
const COMING_BACK_MS = 8_000

const STATEMENT = `e30.e30.${'A'.repeat(86)}`

/**
 * One connection of a call, as far as the call protocol can tell it from a real one: one offer, one answer, consent,
 * silence or loss.
 *
 * @param lostSince since when the two are apart, if it takes the place of another
 */
export function createLink(plan: ConnectedPlan, deps: LinkDeps, lostSince: number | null): OwnLink {
  const { clock, send, changed, name } = deps
  const { callId, remote, role, attempt } = plan
  let interruptedSince = lostSince
  let negotiation: string | null = deps.warm?.name ?? null
  let broken = false
  let passing = false
  let away = false
  let closed = false
  let offered: string | null = null
  let farewell: ByeReason | null = 'hangup'
  let cancel = lostSince === null ? after(limits.MEDIA_LOSS_MS, 'failed') : after(timeToComeBack(lostSince), 'lost')

  function after(ms: number, reason: 'failed' | 'lost' | 'gone'): () => void {
    return clock.setTimeout(() => {
      if (reason === 'gone') return left('hangup')
      farewell = reason
      deps.lost(reason)
    }, ms)
  }

  function timeToComeBack(since: number): number {
    const rest = since + limits.MEDIA_LOSS_MS - clock.now()
    return Math.max(rest, Math.min(COMING_BACK_MS, rest + COMING_BACK_MS), 0)
  }

  function left(reason: ByeReason): void {
    if (closed || farewell === null) return
    farewell = null
    cancel()
    deps.peerLeft(reason)
  }

  const describe = (type: 'offer' | 'answer', of: string): void =>
    send({
      ...{ type: 'description', attempt, negotiation: of, description: { type, sdp: 'v=0' } },
      seal: { identity: sampleIdentity, signature: STATEMENT },
    })

  function interrupted(): void {
    interruptedSince = clock.now()
    cancel = after(INTERRUPTION_MS, 'lost')
  }

  function peerAway(): void {
    if (away || !deps.hearsAway) return
    away = true
    interruptedSince ??= clock.now()
    cancel()
    cancel = after(limits.AWAY_MS, 'gone')
  }

  if (attempt > 0) send({ type: 'renew', attempt })
  if (role === 'initiator' && !deps.warm) {
    offered = name()
    describe('offer', offered)
  }

  return {
    ...{ callId, remote, attempt, warm: deps.warm },
    get negotiation() {
      return negotiation
    },
    get broken() {
      return broken
    },
    get interruptedSince() {
      return interruptedSince
    },
    flows: (passes) => {
      if (passes === passing || away || farewell === null) return
      passing = passes
      cancel()
      if (passes) interruptedSince = null
      else cancel = clock.setTimeout(interrupted, SILENCE_MS)
    },
    hear: (word) => (word.type === 'away' ? peerAway() : left(word.reason)),
    receive: (signal) => {
      if (signal.type === 'away') peerAway()
      if (signal.type !== 'description') return
      const { negotiation: of, description } = signal
      if (description.type === 'answer' ? of !== offered : role !== 'responder') return
      if (description.type === 'offer' && negotiation === null) describe('answer', of)
      negotiation ??= of
      changed()
    },
    break: () => {
      broken = true
      changed()
    },
    farewell: () => farewell,
    close: () => {
      closed = true
      cancel()
    },
  }
}
