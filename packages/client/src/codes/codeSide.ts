import { createPair } from '@parley/codes'
import type { CallId, CallMedia, Clock, DeviceRef, UserId } from '@parley/protocol'
import type { CallSession, IceServers, Role } from '@parley/webrtc'
import type { Signalling } from '../calls/signalling.ts'
import type { Found, Reach } from './candidateKinds.ts'
import { createExchange, type Exchange, NOBODY } from './exchange.ts'
import { type PasteProblem, type ReadCode, readCode } from './readCode.ts'

/** A call that begins with this side's first code. */
export interface CodeCall {
  callId: CallId
  peer: UserId
  device: DeviceRef
  role: Role
  media: CallMedia
}

/** Where one side of an exchange stands. */
export type SideState =
  | { step: 'idle' }
  | { step: 'making'; role: Role; found: Found }
  /** `since`: when the answer was taken (milliseconds since the epoch); null while there is none. */
  | { step: 'made'; role: Role; text: string; reach: Reach; since: number | null }
  | { step: 'connected'; peer: UserId; fingerprints: { own: string; theirs: string } }
  | { step: 'failed' }

/** Who makes an engine follow a side. */
export interface CodeDriver {
  session: Pick<CallSession, 'receive' | 'subscribe' | 'getSnapshot'>
  /** There shall be this call now. False if there cannot be. */
  begin(call: CodeCall): boolean
  connected(callId: CallId, peer: UserId): void
  /** There shall be no call any more. */
  end(): void
}

/** One of the two who connect by codes: starts with an offer or answers one, and tells how far it is. */
export interface CodeSide {
  readonly signalling: Signalling
  start(media: CallMedia): void
  /** Reads an offer without answering it. */
  read(text: string): ReturnType<typeof readCode>
  answer(offer: ReadCode, media: CallMedia): void
  /** Takes the answer to the offer that was made; says what is wrong with it, or null. */
  accept(text: string): PasteProblem | null
  /** Gives up what has been begun; also the call, if there is one. */
  cancel(): void
  /** The call is over, whoever ended it. */
  ended(callId: CallId): void
  subscribe(listener: () => void): () => void
  getSnapshot(): SideState
  close(): void
}

/** What makes one side another than the next. */
interface Driven {
  driver: CodeDriver
  /** The own ID, to be named in codes; null names none. */
  name(): UserId | null
}

/** Makes a side; what all sides share is known. */
export type CreateSide = (driven: Driven) => CodeSide

interface CodeSideOptions extends Driven {
  clock: Clock
  iceServers(): Promise<IceServers>
  random(bytes: number): Uint8Array
  randomId(): string
}

/** Begins with nothing under way. */
export function createCodeSide({ driver, clock, iceServers, name, random, randomId }: CodeSideOptions): CodeSide {
  const listeners = new Set<() => void>()
  const own = new Set<string>()
  let state: SideState = { step: 'idle' }
  let current: { call: CodeCall; pair: string; exchange: Exchange; since: number | null } | null = null

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
    const about = { pair, createdAt: clock.now(), media, from: name() }
    const exchange = createExchange({ about, clock, changed: look })
    current = { call, pair, exchange, since: null }
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
    read: (text) => readCode(text, { type: 'offer', own }, clock.now()),
    answer: (offer, media) => begin(offer.about.pair, 'responder', media, offer),
    accept(text) {
      if (current?.call.role !== 'initiator' || current.since !== null) return 'otherAnswer'
      const { call, pair, exchange } = current
      const read = readCode(text, { type: 'answer', pair }, clock.now())
      if (!read.ok) return read.problem
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
