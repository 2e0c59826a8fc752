import type { Clock } from '@parley/protocol'
import { createTurns } from '../async/turns.ts'
import { createArrivals } from './arrivals.ts'
import type { ChannelOptions } from './channelOptions.ts'
import { createClockSync } from './clockSync.ts'
import {
  type ChannelPayload,
  decodeFrame,
  encodePing,
  encodePong,
  type Frame,
  peekType,
  renumber,
  stamp,
} from './envelope.ts'
import { sizeOf } from './inboundBudget.ts'

/** Statistics of a channel over the present connection; they start over with the next. Times in milliseconds. */
export interface ChannelState {
  /** True if a message could leave now. */
  readonly open: boolean
  /** The number of the present connection, which each message carries; null if there is none. */
  readonly session: number | null
  /** Null until it is measured; only `inputs` measures. */
  readonly roundTripMs: number | null
  /**
   * The other page's monotonic clock minus this one's; off by at most half of the round trip. Null until it is measured.
   */
  readonly clockOffsetMs: number | null
  /** Interarrival jitter (RFC 3550 §6.4.1); null before the second message. */
  readonly jitterMs: number | null
  readonly sent: number
  /** Messages that were replaced by a newer one of their type before they left. */
  readonly replaced: number
  /** Messages that a listener took. */
  readonly received: number
  /** Messages dropped as repeated, older than another of their type, or of an earlier run. */
  readonly late: number
  /** Messages that have not arrived although later ones have. */
  readonly lost: number
  /** Messages that were no frame, not from the other side, or refused by their listener. */
  readonly rejected: number
  /** Messages dropped unread, because the other side sent more than it may. */
  readonly over: number
}

/** The state of a channel without a connection. */
export const CLOSED_STATE: ChannelState = {
  ...{ open: false, session: null, roundTripMs: null, clockOffsetMs: null, jitterMs: null },
  ...{ sent: 0, replaced: 0, received: 0, late: 0, lost: 0, rejected: 0, over: 0 },
}

/** A message that has arrived. */
export interface Arrived {
  type: string
  from: number
  session: number
  seq: number
  payload: ChannelPayload
  /** When it was sent, by this side's clock; null until the clocks are known. */
  sentAt: number | null
}

/** The part of a data channel that a channel needs. */
export type DataChannel = Pick<
  RTCDataChannel,
  | 'addEventListener'
  | 'removeEventListener'
  | 'binaryType'
  | 'bufferedAmount'
  | 'bufferedAmountLowThreshold'
  | 'readyState'
  | 'send'
>

/** The surroundings of one end of a channel. */
export interface ChannelEndpointOptions {
  rules: ChannelOptions
  clock: Clock
  /** This side's number in the call, and the other's. */
  from: number
  other: number
  /** The number of this connection; the first run of both sides. */
  session: number
  /** True if this type has a listener. Other types are not counted. */
  hears(type: string): boolean
  /** False for a message that the other side may not send any more now. It is asked before anything is parsed. */
  admits(type: string | null, bytes: number): boolean
  /** Passes a message to its listeners; false if none takes it. */
  deliver(message: Arrived): boolean
  /** Called when a message can be sent again. */
  ready(): void
}

/** One end of one channel of one connection: its sequence, its clock, its queue. */
export interface ChannelEndpoint {
  /** Sends a frame, or keeps it until there is room; fills in its header. False if it did neither. */
  send(type: string, frame: ArrayBuffer): boolean
  /** Measures the other side's clock repeatedly from now on. */
  measure(): void
  state(): ChannelState
  /** Stops sending and delivering. The data channel closes with its connection. */
  close(): void
}

/** The first pings follow each other closely, so that the clock filter has samples to choose from. */
const FIRST_PINGS = 8
const FIRST_PINGS_MS = 200
const PING_MS = 2_000

/** Takes over a channel that was just created. */
export function createChannelEndpoint(dataChannel: DataChannel, options: ChannelEndpointOptions): ChannelEndpoint {
  const { rules, clock, from, other, session } = options
  const counts = { sent: 0, replaced: 0, received: 0, late: 0, rejected: 0, over: 0 }
  /** The newest waiting frame of each type. */
  const held = new Map<string, ArrayBuffer>()
  const ping = { seq: 0, cancel: (): void => {}, wanted: false }
  const turns = createTurns(clock, rules.share)
  let seq = 0
  let lacked = true
  let theirs = { session, arrivals: createArrivals(), clocks: createClockSync() }

  const isOpen = () => dataChannel.readyState === 'open'
  const hasRoom = (bytes: number) => dataChannel.bufferedAmount + bytes <= rules.fullAt

  function put(frame: ArrayBuffer): boolean {
    try {
      dataChannel.send(frame)
      return true
    } catch {
      // The channel is closing, or its buffer is full (WebRTC §6.2, `send`).
      return false
    }
  }

  /** Numbers a frame when it leaves, so that a replaced frame leaves no gap. */
  function transmit(frame: ArrayBuffer): boolean {
    if (!put(renumber(frame, seq + 1))) return false
    seq += 1
    counts.sent += 1
    return true
  }

  function flush(): void {
    for (const [type, frame] of held) {
      if (!hasRoom(frame.byteLength) || !transmit(frame)) return
      held.delete(type)
    }
    if (!lacked || !isOpen()) return
    lacked = false
    options.ready()
  }

  function askTime(): void {
    ping.seq += 1
    const time = clock.now()
    const frame = encodePing({ from, session, seq: ping.seq, time })
    if (isOpen() && hasRoom(frame.byteLength) && put(frame)) {
      theirs.clocks.asked(ping.seq, time)
    }
    ping.cancel = clock.setTimeout(askTime, ping.seq < FIRST_PINGS ? FIRST_PINGS_MS : PING_MS)
  }

  function startAsking(): void {
    if (ping.wanted && ping.seq === 0 && isOpen()) askTime()
  }

  function opened(): void {
    startAsking()
    flush()
  }

  function accept(message: Extract<Frame, { kind: 'message' }>, now: number): void {
    const { type, payload } = message
    theirs.arrivals.note(message, now)
    if (!options.hears(type)) return
    if (rules.newestOnly && !theirs.arrivals.isNewest(type, message.seq)) {
      counts.late += 1
      return
    }
    const offset = theirs.clocks.offset()
    const sentAt = offset === null ? null : message.time - offset
    const { seq, session } = message
    if (options.deliver({ type, from: other, session, seq, payload, sentAt })) counts.received += 1
    else counts.rejected += 1
  }

  /** Answers a ping. A peer that asks faster than answers leave gets fewer answers. */
  function answer(asked: number, receivedAt: number): void {
    const frame = encodePong({ from, session, seq: asked, time: clock.now() }, receivedAt)
    if (hasRoom(frame.byteLength)) put(frame)
  }

  function arrived({ data }: MessageEvent<unknown>): void {
    if (!options.admits(peekType(data), sizeOf(data))) {
      counts.over += 1
      return
    }
    const now = clock.now()
    turns.run(() => read(data, now))
  }

  /** @param now when it arrived */
  function read(data: unknown, now: number): void {
    const frame = decodeFrame(data, rules.maxBytes)
    if (!frame || frame.from !== other) {
      counts.rejected += 1
      return
    }
    if (frame.session < theirs.session) {
      counts.late += 1
      return
    }
    // The other side was reloaded: its earlier run and its earlier clock do not count.
    if (frame.session > theirs.session) {
      theirs = { session: frame.session, arrivals: createArrivals(), clocks: createClockSync() }
    }
    if (frame.kind === 'message') accept(frame, now)
    else if (frame.kind === 'pong') theirs.clocks.answered(frame.seq, frame.receivedAt, frame.time, now)
    else answer(frame.seq, now)
  }

  dataChannel.binaryType = 'arraybuffer'
  dataChannel.bufferedAmountLowThreshold = rules.lowAt
  dataChannel.addEventListener('open', opened)
  dataChannel.addEventListener('message', arrived)
  dataChannel.addEventListener('bufferedamountlow', flush)

  return {
    send(type, frame) {
      if (!isOpen()) {
        lacked = true
        return false
      }
      stamp(frame, { from, session, seq: 0, time: clock.now() })
      const waiting = held.delete(type)
      if (waiting) counts.replaced += 1
      if (hasRoom(frame.byteLength) && transmit(frame)) return true
      lacked = true
      if (!rules.newestOnly) return false
      held.set(type, frame)
      return true
    },
    measure() {
      ping.wanted = true
      startAsking()
    },
    state: () => ({
      open: isOpen(),
      session,
      roundTripMs: theirs.clocks.roundTrip(),
      clockOffsetMs: theirs.clocks.offset(),
      jitterMs: theirs.arrivals.jitter(),
      lost: theirs.arrivals.lost(),
      ...counts,
    }),
    close() {
      ping.cancel()
      turns.close()
      held.clear()
      dataChannel.removeEventListener('open', opened)
      dataChannel.removeEventListener('message', arrived)
      dataChannel.removeEventListener('bufferedamountlow', flush)
    },
  }
}
