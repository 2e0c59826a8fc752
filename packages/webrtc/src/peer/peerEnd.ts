import type { Signal } from '@parley/protocol'
import type { Outgoing } from '../local/localMedia.ts'
import type { Role } from '../mediaPlan.ts'
import type { SessionPorts } from '../ports.ts'
import type { SerialQueue } from '../serialQueue.ts'
import { createCandidateInbox } from './candidateInbox.ts'
import { createCandidateOutbox } from './candidateOutbox.ts'
import { createControlChannel } from './controlChannel.ts'
import { createNegotiation } from './negotiation.ts'
import type { RemoteMedia } from './remoteMedia.ts'
import { createTransceivers } from './transceivers.ts'

/** What this end needs of the link it belongs to. */
export interface PeerEndOptions {
  role: Role
  ports: Pick<SessionPorts, 'media' | 'clock' | 'randomId'>
  remote: RemoteMedia
  queue: SerialQueue
  send(signal: Signal): void
  report(state: RTCPeerConnectionState): void
}

/** This end of a connection: an RTCPeerConnection and all that is attached to it. */
export interface PeerEnd {
  /** To be called from the queue. */
  receive(signal: Signal): Promise<void>
  place(outgoing: Outgoing): void
  restart(config: RTCConfiguration): void
  close(): void
}

/** Takes over a new connection; an initiator's makes its first offer by itself. */
export function createPeerEnd(connection: RTCPeerConnection, options: PeerEndOptions): PeerEnd {
  const { role, ports, remote, queue, send, report } = options
  const transceivers = createTransceivers(connection, ports.media.createStream)
  const control = createControlChannel(connection, remote.told)
  const outbox = createCandidateOutbox(ports.clock, (candidates) => send({ type: 'candidates', candidates }))
  const inbox = createCandidateInbox(connection)
  const negotiation = createNegotiation(connection, {
    polite: role === 'responder',
    randomId: ports.randomId,
    send(id, description) {
      send({ type: 'description', negotiation: id, description })
      outbox.announced(description.sdp)
    },
    beforeAnswer() {
      transceivers.adopt()
      remote.follow(transceivers.received())
    },
    described: inbox.described,
  })

  const onCandidate = (event: RTCPeerConnectionIceEvent) => outbox.add(event.candidate)
  const onNegotiationNeeded = () => queue.run(negotiation.offer)
  const onStateChange = () => report(connection.connectionState)
  connection.addEventListener('icecandidate', onCandidate)
  connection.addEventListener('negotiationneeded', onNegotiationNeeded)
  connection.addEventListener('connectionstatechange', onStateChange)

  if (role === 'initiator') {
    transceivers.create()
    remote.follow(transceivers.received())
  }

  return {
    async receive(signal) {
      if (signal.type === 'description') await negotiation.receive(signal.negotiation, signal.description)
      else for (const candidate of signal.candidates) await inbox.add(candidate)
    },
    place(outgoing) {
      transceivers.place(outgoing)
      control.tell(outgoing)
    },
    restart(config) {
      try {
        connection.setConfiguration(config)
      } catch {
        // Servers the browser cannot read; those it has may still do.
      }
      connection.restartIce()
    },
    close() {
      outbox.close()
      connection.removeEventListener('icecandidate', onCandidate)
      connection.removeEventListener('negotiationneeded', onNegotiationNeeded)
      connection.removeEventListener('connectionstatechange', onStateChange)
      connection.close()
    },
  }
}
