import { type ControlMessage, parseControl } from '@parley/protocol'

/** What one side tells the other about its media. */
export interface MediaState {
  microphone: boolean
  camera: boolean
  /** The screen, in the camera's place. */
  screen: boolean
}

/** The devices' own line to each other, without a server. */
export interface ControlChannel {
  /** Tells the state now or as soon as the channel opens; a state the other side already knows is not repeated. */
  tell(media: MediaState): void
}

/** Opens the pre-negotiated `control` channel (WebRTC §6.2: both sides name the same id), reliable and in order. */
export function createControlChannel(
  connection: Pick<RTCPeerConnection, 'createDataChannel'>,
  told: (media: MediaState) => void,
): ControlChannel {
  const channel = connection.createDataChannel('control', { negotiated: true, id: 0 })
  let latest: MediaState | null = null
  let sentSeq = 0
  let seenSeq = Number.NEGATIVE_INFINITY

  function send(): void {
    if (!latest || channel.readyState !== 'open') return
    sentSeq += 1
    const { microphone, camera, screen } = latest
    const message = { type: 'media', seq: sentSeq, microphone, camera, screen } satisfies ControlMessage
    channel.send(JSON.stringify(message))
  }

  channel.addEventListener('open', send)
  channel.addEventListener('message', (event) => {
    const message = parseControl(event.data)
    if (!message || message.seq <= seenSeq) return
    seenSeq = message.seq
    const { microphone, camera, screen } = message
    told({ microphone, camera, screen })
  })

  return {
    tell(media) {
      const { microphone, camera, screen } = media
      if (latest?.microphone === microphone && latest.camera === camera && latest.screen === screen) return
      latest = media
      send()
    },
  }
}
