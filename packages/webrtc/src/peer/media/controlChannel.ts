import {
  type ByeReason,
  type Clock,
  type ControlMessage,
  limits,
  type MediaState,
  parseControl,
  type Signal,
} from '@parley/protocol'
import { type Allowance, type InboundBudget, sizeOf } from '../../channels/inboundBudget.ts'

/** All types of messages together. A person who holds the key that mutes sends thirty a second. */
const ALLOWANCE: Allowance = { messages: 600, messagesPerSecond: 60, bytes: 4_194_304, bytesPerSecond: 262_144 }

/** How long the goodbye may take to leave before the connection closes anyway. Milliseconds. */
const FAREWELL_MS = 200

const isSame = (a: MediaState | null, b: MediaState): boolean =>
  a?.microphone === b.microphone && a.camera === b.camera && a.screen === b.screen && a.veiled === b.veiled

/** The data channel on which the two devices exchange state and signals without a server. */
export interface ControlChannel {
  /** Sends the state now or when the channel opens. A state that the other side already knows is not repeated. */
  tell(media: MediaState): void
  /** Returns false if it could not be sent. */
  signal(signal: Signal): boolean
  /** Tells that this side ends the call, and calls `gone` once that has left or cannot leave. Returns what cuts the wait short. */
  bye(reason: ByeReason, gone: () => void): () => void
}

/** Called for the messages of the other side. */
export interface ControlEvents {
  /** Signals can be sent from now on. */
  opened?(): void
  told(media: MediaState): void
  signalled(signal: Signal): void
  left(reason: ByeReason): void
  /** The other side has sent more than it may. May be called repeatedly. */
  flooded(): void
}

type Unnumbered<M> = M extends ControlMessage ? Omit<M, 'seq'> : never

/** Opens the pre-negotiated `control` channel, reliable and in order. Both sides use the same id (WebRTC §6.2). */
export function createControlChannel(
  connection: Pick<RTCPeerConnection, 'createDataChannel'>,
  clock: Clock,
  budget: InboundBudget,
  events: ControlEvents,
): ControlChannel {
  const channel = connection.createDataChannel('control', { negotiated: true, id: 0 })
  let latest: MediaState | null = null
  let sentSeq = 0
  let seenSeq = Number.NEGATIVE_INFINITY

  function send(message: Unnumbered<ControlMessage>): boolean {
    if (channel.readyState !== 'open') return false
    const text = JSON.stringify({ ...message, seq: sentSeq + 1 } satisfies ControlMessage)
    if (text.length > limits.MAX_MESSAGE_BYTES) return false
    try {
      channel.send(text)
    } catch {
      // Its buffer is full, or the other side takes no message of this size.
      return false
    }
    sentSeq += 1
    return true
  }

  function sendMedia(): void {
    if (!latest) return
    const { microphone, camera, screen, veiled } = latest
    send({ type: 'media', microphone, camera, screen, ...(veiled && { veiled }) })
  }

  channel.addEventListener('open', () => {
    sendMedia()
    events.opened?.()
  })
  const arrived = ({ data }: MessageEvent<unknown>) => {
    if (budget.admit('control', sizeOf(data), ALLOWANCE) !== 'taken') {
      events.flooded()
      return
    }
    const message = parseControl(data)
    if (!message || message.seq <= seenSeq) return
    seenSeq = message.seq
    switch (message.type) {
      case 'media': {
        const { microphone, camera, screen, veiled = false } = message
        return events.told({ microphone, camera, screen, veiled })
      }
      case 'signal':
        return events.signalled(message.signal)
      case 'bye':
        return events.left(message.reason)
    }
  }
  channel.addEventListener('message', arrived)

  return {
    tell(media) {
      if (isSame(latest, media)) return
      latest = media
      sendMedia()
    },
    signal: (signal) => send({ type: 'signal', signal }),
    bye(reason, gone) {
      let cancel = () => {}
      const done = () => {
        cancel()
        channel.removeEventListener('bufferedamountlow', check)
        channel.removeEventListener('close', done)
        gone()
      }
      const check = () => {
        if (channel.bufferedAmount === 0) done()
      }
      channel.removeEventListener('message', arrived)
      if (send({ type: 'bye', reason })) {
        channel.addEventListener('bufferedamountlow', check)
        channel.addEventListener('close', done)
        cancel = clock.setTimeout(done, FAREWELL_MS)
      } else done()
      return done
    },
  }
}
