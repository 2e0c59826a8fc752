import type { PhaseState } from '../phase.ts'
import type { Teardown } from '../ports.ts'
import { CHANNEL_OPTIONS, type ChannelName } from './channelOptions.ts'
import { sizeOf } from './inboundBudget.ts'

/** The part of a connection that channels need. */
export type Connection = Pick<RTCPeerConnection, 'createDataChannel'>

/**
 * All that is held before the answer, over both channels: what the other side sends between its answer and the moment in which
 * this side hears of it.
 */
export const MAX_HELD = 32
/** The same in bytes. */
export const MAX_HELD_BYTES = 64 * 1024
/** So many messages more may come and are dropped; then the other side means harm. */
export const MAX_DROPPED = 256

/** What a link does with its channels before the answer, and after it. */
export interface StandbyOptions {
  /** False on the device that rings: nobody has a reason to send it anything before it has answered. */
  mayHold: boolean
  /** Uses the channels. Returns what detaches them again. */
  attach(connection: Connection): Teardown
  /** The other side sends far more than it may before the answer. May be called repeatedly. */
  flooded(): void
}

interface Standby {
  channel: RTCDataChannel
  /** The messages that are held, oldest first. */
  held: unknown[]
  stop: Teardown
}

/** Opens a channel that sends nothing, and holds what `take` allows. */
function open(connection: Connection, name: ChannelName, take: (data: unknown) => boolean): Standby {
  const { init, id } = CHANNEL_OPTIONS[name]
  const channel = connection.createDataChannel(name, { ...init, negotiated: true, id })
  channel.binaryType = 'arraybuffer'
  const held: unknown[] = []
  const arrived = ({ data }: MessageEvent<unknown>) => {
    if (take(data)) held.push(data)
  }
  channel.addEventListener('message', arrived)
  return { channel, held, stop: () => channel.removeEventListener('message', arrived) }
}

/** Counts what comes over all channels of a link before the answer. */
function createHeldLimit(mayHold: boolean, flooded: () => void): (data: unknown) => boolean {
  let messages = 0
  let bytes = 0
  let dropped = 0
  return (data) => {
    const size = sizeOf(data)
    if (mayHold && messages < MAX_HELD && bytes + size <= MAX_HELD_BYTES) {
      messages += 1
      bytes += size
      return true
    }
    dropped += 1
    if (dropped > MAX_DROPPED) flooded()
    return false
  }
}

/**
 * Attaches the channels of a call to a connection once the call is answered.
 * The data channels are opened at once, because the other side may be active first, and a message on a channel that is not
 * open here is lost. The few messages that may come before the answer are delivered then; the rest is dropped.
 */
export function attachWhenActive(connection: Connection, phase: PhaseState, options: StandbyOptions): Teardown {
  const { mayHold, attach, flooded } = options
  if (phase.reached('active')) return attach(connection)
  const take = createHeldLimit(mayHold, flooded)
  const names = Object.keys(CHANNEL_OPTIONS) as ChannelName[]
  const standby = new Map<string, Standby>(names.map((name) => [name, open(connection, name, take)]))
  let detach: Teardown = () => {
    for (const { stop } of standby.values()) stop()
  }
  const forgetPhase = phase.when('active', () => {
    detach()
    detach = attach({
      createDataChannel: (name, init) => standby.get(name)?.channel ?? connection.createDataChannel(name, init),
    })
    for (const { channel, held } of standby.values()) {
      if (channel.readyState === 'open') channel.dispatchEvent(new Event('open'))
      for (const data of held.splice(0)) channel.dispatchEvent(new MessageEvent('message', { data }))
    }
  })
  return () => {
    forgetPhase()
    detach()
  }
}
