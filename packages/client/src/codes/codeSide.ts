import { createPair } from '@parley/codes'
import type { CallId, CallMedia, Clock, DeviceRef, UserId } from '@parley/protocol'
import type { CallSession, IceServers, Role } from '@parley/webrtc'
import type { Signalling } from '../calls/signalling.ts'
import type { Found, Reach } from './candidateKinds.ts'
import { createExchange, type Exchange, NOBODY } from './exchange.ts'
import { type PasteProblem, type ReadCode, readCode } from './readCode.ts'

/** The call that a side begins with its offer or answer. */
export interface CodeCall {
  callId: CallId
  peer: UserId
  device: DeviceRef
  role: Role
  media: CallMedia
}

/** How far one side of an exchange has come. */
export type SideState =
  | { step: 'idle' }
  | { step: 'making'; role: Role; found: Found }
  /** `since`: when this side took the other's answer, by the page's monotonic clock; null before. */
  | { step: 'made'; role: Role; text: string; reach: Reach; since: number | null }
  | { step: 'connected'; peer: UserId; fingerprints: { own: string; theirs: string } }
  | { step: 'failed' }

/**
 * How long an offer can be answered: later, the ways to reach its maker may be closed. The maker's own clock measures it,
 * from when it began to make the offer. Milliseconds.
 */
export const ANSWERABLE_MS = 20 * 60_000

/** Begins and ends the calls of a side in a session. */
export interface CodeDriver {
  session: Pick<CallSession, 'receive' | 'subscribe' | 'getSnapshot'>
  /** Begins the call; false if that is not possible. */
  begin(call: CodeCall): boolean
  connected(callId: CallId, peer: UserId): void
  /** Ends the call. */
  end(): void
}

/** One of two sides that connect by codes. It makes an offer or answers one, and reports how far it has come. */
export interface CodeSide {
  readonly signalling: Signalling
  start(media: CallMedia): void
  /** Reads an offer without answering it. */
  read(text: string): ReturnType<typeof readCode>
  answer(offer: ReadCode, media: CallMedia): void
  /** Takes the answer to this side's offer. Returns the problem, or null. */
  accept(text: string): PasteProblem | null
  /** Gives the exchange up, and ends its call. */
  cancel(): void
  /** Tells the side that this call is over. Does nothing if it is not the side's call. */
  ended(callId: CallId): void
  subscribe(listener: () => void): () => void
  getSnapshot(): SideState
  close(): void
}

/** The options in which sides differ. */
interface Driven {
  driver: CodeDriver
  /** The own ID, which codes name as their author; null to name none. */
  name(): UserId | null
}

/** Creates a side, with the options that all sides share. */
export type CreateSide = (driven: Driven) => CodeSide

interface CodeSideOptions extends Driven {
  clock: Clock
  iceServers(): Promise<IceServers>
  random(bytes: number): Uint8Array
  randomId(): string
}

/** Creates a side on which no exchange has begun. */
export function createCodeSide({ driver, clock, iceServers, name, random, randomId }: CodeSideOptions): CodeSide {
  const listeners = new Set<() => void>()
  const own = new Set<string>()
  let state: SideState = { step: 'idle' }
  let current: { call: CodeCall; pair: string; exchange: Exchange; begun: number; since: number | null } | null = null

  function become(next: SideState): void {
    state = next
    for (const listener of [...listeners]) listener()
  }

  function look(): void {
    if (!current) return
    const { call, exchange, since } = current
    const { found, code, failed } = exchange.state()
    const fingerprints = exchange.fingerprints()
    if (driver.session.getSnapshot().connection !== 'none' && state.step === 'connected') return
    if (driver.session.getSnapshot().connection === 'connected' && fingerprints) {
      const { callId, peer } = call
      become({ step: 'connected', peer, fingerprints })
      driver.connected(callId, peer)
    } else if (failed) become({ step: 'failed' })
    else if (code) become({ step: 'made', role: call.role, ...code, since })
    else become({ step: 'making', role: call.role, found })
  }

  function begin(pair: string, role: Role, media: CallMedia, offer: ReadCode | null): void {
    if (current) return
    const peer = offer?.about.from ?? NOBODY
    const device = { userId: NOBODY, deviceId: `code-${pair}` }
    const call = { callId: randomId(), peer, device, role, media }
    const about = { pair, createdAt: clock.wall(), media, from: name() }
    const exchange = createExchange({ about, clock, changed: look })
    current = { call, pair, exchange, begun: clock.now(), since: null }
    if (!driver.begin(call)) {
      exchange.close()
      current = null
      become({ step: 'failed' })
      return
    }
    look()
    if (offer) driver.session.receive(call.callId, device, exchange.hear(offer))
  }

  function forget(): void {
    current?.exchange.close()
    current = null
    become({ step: 'idle' })
  }

  const unsubscribe = driver.session.subscribe(look)

  return {
    signalling: {
      signer: {
        sign: async (...asked) => {
          if (!current) throw new Error('no codes are exchanged')
          return current.exchange.signer.sign(...asked)
        },
        verify: async (...asked) => (await current?.exchange.signer.verify(...asked)) ?? false,
      },
      iceServers,
      send: (callId, _to, signal) => {
        if (current?.call.callId === callId) current.exchange.send(signal)
      },
    },
    start(media) {
      const pair = createPair(random(8))
      own.add(pair)
      begin(pair, 'initiator', media, null)
    },
    read: (text) => readCode(text, { type: 'offer', own }),
    answer: (offer, media) => begin(offer.about.pair, 'responder', media, offer),
    accept(text) {
      if (current?.call.role !== 'initiator' || current.since !== null) return 'otherAnswer'
      const { call, pair, exchange, begun } = current
      const read = readCode(text, { type: 'answer', pair })
      if (!read.ok) return read.problem
      if (clock.now() - begun > ANSWERABLE_MS) return 'old'
      current = { ...current, call: { ...call, peer: read.code.about.from ?? NOBODY }, since: clock.now() }
      driver.session.receive(call.callId, call.device, exchange.hear(read.code))
      look()
      return null
    },
    cancel() {
      if (current) driver.end()
      forget()
    },
    ended(callId) {
      if (current?.call.callId === callId) forget()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => state,
    close() {
      unsubscribe()
      if (current) driver.end()
      current?.exchange.close()
      current = null
      listeners.clear()
    },
  }
}
