import type { PhaseState } from '../phase.ts'
import type { Teardown } from '../ports.ts'
import { CHANNEL_OPTIONS, type ChannelName } from './channelOptions.ts'

/** The part of a connection that channels need. */
export type Connection = Pick<RTCPeerConnection, 'createDataChannel'>

interface Standby {
  channel: RTCDataChannel
  /** The messages that have arrived, oldest first. */
  early: unknown[]
  stop: Teardown
}

/** Opens a channel that sends nothing and keeps what arrives. */
function open(connection: Connection, name: ChannelName): Standby {
  const { init, id } = CHANNEL_OPTIONS[name]
  const channel = connection.createDataChannel(name, { ...init, negotiated: true, id })
  channel.binaryType = 'arraybuffer'
  const early: unknown[] = []
  const keep = (event: MessageEvent) => void early.push(event.data)
  channel.addEventListener('message', keep)
  return { channel, early, stop: () => channel.removeEventListener('message', keep) }
}

/**
 * Attaches the channels of a call to a connection once the call is answered.
 * The data channels are opened at once, because the other side may be active first, and a message on a channel that is not
 * open here is lost. Earlier messages are delivered then.
 *
 * @param attach returns what detaches them again
 */
export function attachWhenActive(
  connection: Connection,
  phase: PhaseState,
  attach: (connection: Connection) => Teardown,
): Teardown {
  if (phase.reached('active')) return attach(connection)
  const names = Object.keys(CHANNEL_OPTIONS) as ChannelName[]
  const standby = new Map<string, Standby>(names.map((name) => [name, open(connection, name)]))
  let detach: Teardown = () => {}
  const forgetPhase = phase.when('active', () => {
    detach = attach({
      createDataChannel: (name, init) => standby.get(name)?.channel ?? connection.createDataChannel(name, init),
    })
    for (const { channel, early, stop } of standby.values()) {
      stop()
      if (channel.readyState === 'open') channel.dispatchEvent(new Event('open'))
      for (const data of early) channel.dispatchEvent(new MessageEvent('message', { data }))
    }
  })
  return () => {
    forgetPhase()
    detach()
  }
}
