import { sampleIdentity } from '@parley/call/testing'
import type { planMedia } from '@parley/client'
import {
  type ByeReason,
  type CallId,
  type Clock,
  type DeviceRef,
  limits,
  type MediaLoss,
  type Signal,
} from '@parley/protocol'
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
  /** Its network path is gone, or has never come up. */
  readonly broken: boolean
  /** Told whether media passes now. */
  flows(passes: boolean): void
  hear(word: Word): void
}

/** As much of it as those that come up while it rings are told by. */
export interface RingLink extends MediaLink {
  /** Nobody has said that it is needed. */
  readonly asleep: boolean
  /** What leads here may not be told yet, nor what came be looked at. */
  readonly held: boolean
  /** Whether it was made to lead nowhere before the answer. */
  readonly offeredOnly: boolean
  readonly closed: boolean
  /** It is about to come up while it rings; until `rise` it passes nothing. */
  begin(): void
  rise(line: WarmLine): void
  /** The other side says over it that it has taken the call. */
  accepted(): void
}

/** As much of it as the device itself uses. */
export interface OwnLink extends RingLink {
  readonly plan: ConnectedPlan
  /** Since when the two are known to be apart; null while they are not, or never have been together. */
  readonly interruptedSince: number | null
  /** Whether the two have ever been together in it. */
  readonly wasUp: boolean
  /** What it is since it came up while it rang; null if it did not. */
  readonly line: WarmLine | null
  receive(signal: Signal): void
  break(): void
  /** As what this side would end the call now; null once the other side has. */
  farewell(): ByeReason | null
  /** The two may connect. */
  release(): void
  /** The call is answered by this device. Once. */
  wake(): void
  close(): void
}

export interface LinkDeps {
  clock: Clock
  send(signal: Signal): void
  lost(reason: MediaLoss): void
  peerLeft(reason: ByeReason): void
  changed(): void
  /** The two should begin anew, in this connection. */
  renewed(attempt: number): void
  /** A name for each offer, never the same twice. */
  name(): string
  /** For one that is made while it rings. */
  ringing: { held: boolean; accepted(): void } | null
  fail(problem: string): void
}

/** How long an interruption may last. It has been one for a while when it is noticed. Milliseconds. */
const SILENCE_MS = 5_000
const INTERRUPTION_MS = limits.MEDIA_LOSS_MS - SILENCE_MS

/** How long somebody who came back at the last moment may take to connect. Milliseconds. */
const COMING_BACK_MS = 8_000

/** How long what was made while it rang may take once it is needed. Milliseconds. */
const PATIENCE_MS = 3_000

const STATEMENT = `e30.e30.${'A'.repeat(86)}`

/**
 * One connection of a call, as far as the call protocol can tell it from a real one: one offer, one answer, consent,
 * silence or loss. One that is made while it rings sleeps until it is woken.
 *
 * @param lostSince since when the two are apart, if it takes the place of another
 */
export function createDeviceLink(plan: ConnectedPlan, deps: LinkDeps, lostSince: number | null): OwnLink {
  const { clock, send, changed } = deps
  const { callId, remote, role, attempt } = plan
  /** Of which connection an offer is shows in its name. */
  const prefix = `${callId}/${attempt}/`
  let interruptedSince = lostSince
  let negotiation: string | null = null
  let broken = false
  let rising = false
  let line: WarmLine | null = null
  let passing = false
  let wasUp = false
  let away = false
  let closed = false
  let asleep = deps.ringing !== null
  let kept: Signal[] | null = deps.ringing?.held ? [] : null
  let offered: string | null = null
  let farewell: ByeReason | null = 'hangup'
  let cancel = asleep ? () => {} : firstDeadline()
  let cancelPatience = () => {}

  function firstDeadline(): () => void {
    return lostSince === null ? after(limits.MEDIA_LOSS_MS, 'failed') : after(timeToComeBack(lostSince), 'lost')
  }

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
    if (away || asleep) return
    away = true
    interruptedSince ??= clock.now()
    cancel()
    cancel = after(limits.AWAY_MS, 'gone')
  }

  function take(signal: Signal): void {
    if (kept) {
      kept.push(signal)
      return
    }
    if (signal.type === 'away') peerAway()
    if (signal.type !== 'description') return
    const { negotiation: of, description } = signal
    if (!of.startsWith(prefix)) deps.fail(`6: ${of} is taken in connection ${attempt} of ${callId}`)
    if (description.type === 'answer' ? of !== offered : role !== 'responder') return
    if (description.type === 'offer' && negotiation === null) describe('answer', of)
    negotiation ??= of
    changed()
  }

  function release(): void {
    const early = kept ?? []
    kept = null
    for (const signal of early) take(signal)
    changed()
  }

  /** What was made while it rang has had its time, or what it waited for has not come. */
  function isInVain(): boolean {
    const described = negotiation !== null
    return role === 'responder' ? !described : !(wasUp || (deps.ringing?.held && described))
  }

  function beImpatient(): void {
    cancelPatience = clock.setTimeout(() => isInVain() && deps.renewed(attempt + 1), PATIENCE_MS)
  }

  function close(): void {
    closed = true
    cancel()
    cancelPatience()
  }

  if (attempt > 0) send({ type: 'renew', attempt })
  if (role === 'initiator') {
    offered = `${prefix}${deps.name()}`
    describe('offer', offered)
  }
  if (role === 'responder' && attempt === 0 && !asleep) beImpatient()

  return {
    ...{ plan, callId, remote, attempt, offeredOnly: deps.ringing?.held ?? false },
    get negotiation() {
      return negotiation
    },
    get broken() {
      return broken || (rising && line === null)
    },
    get interruptedSince() {
      return interruptedSince
    },
    get wasUp() {
      return wasUp
    },
    get line() {
      return line
    },
    get asleep() {
      return asleep
    },
    get held() {
      return kept !== null
    },
    get closed() {
      return closed
    },
    flows: (passes) => {
      if (passes === passing || away || farewell === null) return
      passing = passes
      wasUp ||= passes
      cancel()
      if (passes) interruptedSince = null
      else cancel = clock.setTimeout(interrupted, SILENCE_MS)
    },
    hear: (word) => {
      if (asleep) {
        if (word.type === 'bye') close()
      } else if (word.type === 'away') peerAway()
      else left(word.reason)
    },
    receive: take,
    begin: () => {
      rising = true
    },
    rise: (risen) => {
      line = risen
      wasUp = true
      if (!asleep && role === 'responder') risen.accepted()
      changed()
    },
    // Also when it is closed: what was under way then may still be heard.
    accepted: () => deps.ringing?.accepted(),
    break: () => {
      broken = true
      changed()
    },
    farewell: () => farewell,
    release,
    wake: () => {
      asleep = false
      // It came to nothing; nobody has noticed.
      if (closed) return deps.renewed(attempt + 1)
      cancel = line === null ? firstDeadline() : clock.setTimeout(interrupted, SILENCE_MS)
      release()
      if (role === 'responder') line?.accepted()
      if (isInVain()) beImpatient()
    },
    close,
  }
}
