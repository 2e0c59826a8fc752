import { CHANNEL_OPTIONS, type ChannelName } from './channelOptions.ts'

/** As much of a connection as channels need. */
export type Connection = Pick<RTCPeerConnection, 'createDataChannel'>

/** The channels of a connection that is not needed yet. */
export interface HeldChannels {
  /** Attaches the channels to what is there already; what came before is theirs, in the order in which it came. */
  release<T>(attach: (connection: Connection) => T): T
}

/**
 * Opens the channels of the channels and keeps what comes: the other side may know before this one that the call is
 * answered, and what arrives on a channel that nobody has opened is lost. Nothing is sent.
 */
export function holdChannels(connection: Connection): HeldChannels {
  const held = new Map<string, { channel: RTCDataChannel; came: unknown[]; stop(): void }>()
  for (const name of Object.keys(CHANNEL_OPTIONS) as ChannelName[]) {
    const { init, id } = CHANNEL_OPTIONS[name]
    const channel = connection.createDataChannel(name, { ...init, negotiated: true, id })
    channel.binaryType = 'arraybuffer'
    const came: unknown[] = []
    const keep = (event: MessageEvent) => void came.push(event.data)
    channel.addEventListener('message', keep)
    held.set(name, { channel, came, stop: () => channel.removeEventListener('message', keep) })
  }
  return {
    release(attach) {
      const attached = attach({
        createDataChannel: (name, init) => held.get(name)?.channel ?? connection.createDataChannel(name, init),
      })
      for (const { channel, came, stop } of held.values()) {
        stop()
        if (channel.readyState === 'open') channel.dispatchEvent(new Event('open'))
        for (const data of came) channel.dispatchEvent(new MessageEvent('message', { data }))
      }
      return attached
    },
  }
}
