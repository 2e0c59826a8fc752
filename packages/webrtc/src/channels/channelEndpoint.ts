import type { Clock } from '@parley/protocol'
import { createArrivals } from './arrivals.ts'
import type { ChannelOptions } from './channelOptions.ts'
import { createClockSync } from './clockSync.ts'
import { type ChannelPayload, decodeFrame, encodePing, encodePong, type Frame, renumber, stamp } from './envelope.ts'

/** How a channel does, over the present connection; everything starts over with the next. Times in milliseconds. */
export interface ChannelState {
  /** Whether a message could leave now. */
  readonly open: boolean
  /** The number of the present connection, which its messages bear; null if there is none. */
  readonly session: number | null
  /** Null until it is measured; only `inputs` measures. */
  readonly roundTripMs: number | null
  /** The other side's clock minus this one's; off by at most half of the round trip. Null until it is measured. */
  readonly clockOffsetMs: number | null
  /** How unevenly messages arrive (RFC 3550 §6.4.1); null before the second. */
  readonly jitterMs: number | null
  readonly sent: number
  /** Messages that waited and gave way to a newer one of their type: they never left. */
  readonly replaced: number
  /** Messages that were given to somebody who listens. */
  readonly received: number
  /** Messages dropped because a newer one of their type was there already, or they themselves, or a newer run. */
  readonly late: number
  /** Messages that have not arrived though later ones have. */
  readonly lost: number
  /** What was no frame, from nobody in this call, or not what the listener takes. */
  readonly rejected: number
}

/** What a channel without a connection says of itself. */
export const CLOSED_STATE: ChannelState = {
  ...{ open: false, session: null, roundTripMs: null, clockOffsetMs: null, jitterMs: null },
  ...{ sent: 0, replaced: 0, received: 0, late: 0, lost: 0, rejected: 0 },
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

/** As much of a data channel as a channel needs. */
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

/** What one end of one channel needs of the channel it serves. */
export interface ChannelEndpointOptions {
  rules: ChannelOptions
  clock: Clock
  /** This side's number in the call, and the other's. */
  from: number
  other: number
  /** The number of this connection: the run with which both sides begin. */
  session: number
  /** Whether anybody listens to this type; what nobody hears is not kept account of. */
  hears(type: string): boolean
  /** Hands a message over; false if it is not what its listener takes. */
  deliver(message: Arrived): boolean
  /** Something can be sent now, which could not before. */
  ready(): void
}

/** One end of one channel of one connection: its sequence, its clock, its queue. */
export interface ChannelEndpoint {
  /** Takes a frame without a header. False if it was neither sent nor held. */
  send(type: string, frame: ArrayBuffer): boolean
  /** Asks for the other side's time, again and again, from now on. */
  measure(): void
  state(): ChannelState
  /** Nothing is sent or delivered any more. The channel goes with its connection. */
  close(): void
}

/** The first pings come soon after each other, so that there is something to choose from. */
const FIRST_PINGS = 8
const FIRST_PINGS_MS = 200
const PING_MS = 2_000

/** Takes over a channel that was just created. */
export function createChannelEndpoint(dataChannel: DataChannel, options: ChannelEndpointOptions): ChannelEndpoint {
  const { rules, clock, from, other, session } = options
  const counts = { sent: 0, replaced: 0, received: 0, late: 0, rejected: 0 }
  /** Of each type the newest that waits for the channel to empty. */
  const held = new Map<string, ArrayBuffer>()
  const ping = { seq: 0, cancel: (): void => {}, wanted: false }
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
      // Closing, or its buffer is full for good (WebRTC §6.2, `send`).
      return false
    }
  }

  /** The number is given when it leaves: what is replaced before leaves no gap. */
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

  /** Who asks faster than answers leave gets fewer of them. */
  function answer(asked: number, receivedAt: number): void {
    const frame = encodePong({ from, session, seq: asked, time: clock.now() }, receivedAt)
    if (hasRoom(frame.byteLength)) put(frame)
  }

  function arrived({ data }: MessageEvent<unknown>): void {
    const now = clock.now()
    const frame = decodeFrame(data, rules.maxBytes)
    if (!frame || frame.from !== other) {
      counts.rejected += 1
      return
    }
    if (frame.session < theirs.session) {
      counts.late += 1
      return
    }
    // The other side has begun anew: nothing of its earlier run counts, nor does what was known of its clock.
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
      held.clear()
      dataChannel.removeEventListener('open', opened)
      dataChannel.removeEventListener('message', arrived)
      dataChannel.removeEventListener('bufferedamountlow', flush)
    },
  }
}
