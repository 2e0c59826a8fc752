import type { ByeReason, Signal } from '@parley/protocol'
import type { SerialQueue } from '../async/serialQueue.ts'
import type { Channels } from '../channels/channels.ts'
import { attachWhenActive } from '../channels/standbyChannels.ts'
import type { SentMedia } from '../local/localMedia.ts'
import type { Role } from '../mediaPlan.ts'
import type { PhaseState } from '../phase.ts'
import type { SessionPorts } from '../ports.ts'
import type { MediaController } from './bandwidth/mediaController.ts'
import { type ControlEvents, createControlChannel } from './media/controlChannel.ts'
import type { RemoteMedia } from './media/remoteMedia.ts'
import { createTransceivers } from './media/transceivers.ts'
import { createLocalCandidates } from './negotiation/localCandidates.ts'
import { createNegotiation } from './negotiation/negotiation.ts'
import { createRemoteCandidates } from './negotiation/remoteCandidates.ts'
import type { Signing } from './negotiation/signing.ts'
import type { ConnectionMonitor } from './transport/connectionMonitor.ts'

/** What this end needs of the link it belongs to. */
export interface PeerEndOptions {
  role: Role
  /** Which connection of the call it is. */
  attempt: number
  /** The first description has to be small: it holds voice alone. */
  byHand: boolean
  ports: Pick<SessionPorts, 'media' | 'clock' | 'randomId'>
  remote: RemoteMedia
  queue: SerialQueue
  signing: Signing
  /** By way of the server. */
  send(signal: Signal): void
  monitor: Pick<ConnectionMonitor, 'report' | 'reportIce' | 'certain'>
  mediaController: Pick<MediaController, 'attach' | 'negotiated' | 'through'>
  channels: Pick<Channels, 'attach'>
  said: Pick<ControlEvents, 'told' | 'signalled' | 'left'>
  phase: PhaseState
}

/** This end of a connection: an RTCPeerConnection and all that is attached to it. */
export interface PeerEnd {
  /** To be called from the queue. */
  receive(signal: Signal): Promise<void>
  sendMedia(sent: SentMedia): void
  /** Whether the other side has described itself. */
  described(): boolean
  restart(config: RTCConfiguration): void
  /** Says that this page goes. */
  away(): void
  /** Does nothing more but say that this side ends the call, then closes and calls `gone`; what it returns closes at once. */
  leave(reason: ByeReason, gone: () => void): () => void
  close(): void
}

/** Takes over a new connection; an initiator's makes its first offer by itself. */
export function createPeerEnd(connection: RTCPeerConnection, options: PeerEndOptions): PeerEnd {
  const { role, attempt, byHand, phase, ports, remote, queue, signing, monitor, mediaController, channels, said } =
    options
  const transceivers = createTransceivers(connection, ports.media.createStream)
  const control = createControlChannel(connection, ports.clock, { ...said, opened: complete })
  // Channels are opened before the first offer, so that they need no negotiation of their own.
  const leaveChannels = attachWhenActive(connection, phase, (on) => channels.attach(on, { role, attempt }))
  /** Signals of a responder that wait while it is withheld. */
  const withheld: Signal[] = []
  const forgetPhase = phase.when('standby', () => {
    for (const signal of withheld.splice(0)) send(signal)
  })
  const localCandidates = createLocalCandidates({
    ...{ clock: ports.clock, phase, tellsEnd: byHand },
    send: (candidates) => send({ type: 'candidates', attempt, candidates }),
  })
  const remoteCandidates = createRemoteCandidates(connection)
  const negotiation = createNegotiation(connection, {
    polite: role === 'responder',
    randomId: ports.randomId,
    phase,
    signing,
    send(id, description, seal) {
      send({ type: 'description', attempt, negotiation: id, description, seal })
      localCandidates.announced(description.sdp)
      mediaController.negotiated()
    },
    beforeAnswer() {
      transceivers.adopt()
      remote.follow(transceivers.received())
    },
    async described(sdp) {
      await remoteCandidates.described(sdp)
      mediaController.negotiated()
    },
  })

  let stopped = false
  let opened = false

  /** Nobody carries a second offer by hand. */
  const mayOffer = () => !byHand || opened || (role === 'initiator' && !connection.localDescription)

  /** Over the connection itself; by the server too while that may not arrive, for what comes twice is recognised. */
  function send(signal: Signal): void {
    // What was still being signed comes too late.
    if (stopped) return
    if (role === 'responder' && !phase.reached('standby')) {
      withheld.push(signal)
      return
    }
    if (!control.signal(signal) || !monitor.certain()) options.send(signal)
  }

  function stop(): void {
    stopped = true
    forgetPhase()
    leaveChannels()
    localCandidates.close()
    connection.removeEventListener('icecandidate', onCandidate)
    connection.removeEventListener('negotiationneeded', onNegotiationNeeded)
    connection.removeEventListener('connectionstatechange', onStateChange)
    connection.removeEventListener('iceconnectionstatechange', onIceStateChange)
  }

  const onCandidate = (event: RTCPeerConnectionIceEvent) => localCandidates.add(event.candidate)
  function onNegotiationNeeded(): void {
    // The offer that is to come has room for all there is; the browser asks again if it had not.
    if (role === 'responder' && !connection.remoteDescription) return
    queue.run(async () => (mayOffer() ? negotiation.offer() : undefined))
  }
  const onStateChange = () => monitor.report(connection.connectionState)
  const onIceStateChange = () => monitor.reportIce(connection.iceConnectionState)
  connection.addEventListener('icecandidate', onCandidate)
  connection.addEventListener('negotiationneeded', onNegotiationNeeded)
  connection.addEventListener('connectionstatechange', onStateChange)
  connection.addEventListener('iceconnectionstatechange', onIceStateChange)

  mediaController.attach(connection, transceivers.senders)

  /** What a description carried by hand had no room for is negotiated as soon as the two have their own line. */
  function complete(): void {
    opened = true
    if (role !== 'initiator' || stopped) return
    transceivers.create()
    remote.follow(transceivers.received())
  }

  if (role === 'initiator') {
    transceivers.create(byHand ? ['audio'] : undefined)
    remote.follow(transceivers.received())
  }

  return {
    async receive(signal) {
      if (signal.type === 'description') await negotiation.receive(signal.negotiation, signal.description, signal.seal)
      else if (signal.type === 'candidates')
        for (const candidate of signal.candidates) await remoteCandidates.add(candidate)
    },
    sendMedia(sent) {
      const passed = mediaController.through(sent)
      transceivers.send(passed)
      control.tell(passed)
    },
    described: () => connection.remoteDescription !== null,
    restart(config) {
      try {
        connection.setConfiguration(config)
      } catch {
        // Servers the browser cannot read; those it has may still do.
      }
      // An offer that waits for its answer is still under way: it is delivered as soon as anything is.
      if (connection.signalingState === 'stable') connection.restartIce()
    },
    away: () => {
      const signal: Signal = { type: 'away', attempt }
      control.signal(signal)
      // Either may be cut off with the page.
      if (!stopped) options.send(signal)
    },
    leave(reason, gone) {
      stop()
      return control.bye(reason, () => {
        connection.close()
        gone()
      })
    },
    close() {
      stop()
      connection.close()
    },
  }
}
