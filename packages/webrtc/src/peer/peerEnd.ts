import type { ByeReason, Signal } from '@parley/protocol'
import type { SerialQueue } from '../async/serialQueue.ts'
import type { Channels } from '../channels/channels.ts'
import { attachWhenActive } from '../channels/standbyChannels.ts'
import type { SentMedia } from '../local/localMedia.ts'
import type { ConnectedPlan } from '../mediaPlan.ts'
import type { PhaseState } from '../phase.ts'
import type { SessionPorts, Teardown } from '../ports.ts'
import { createControlChannel } from './media/controlChannel.ts'
import type { PeerMedia } from './media/peerMedia.ts'
import { createLocalCandidates } from './negotiation/localCandidates.ts'
import { createNegotiation } from './negotiation/negotiation.ts'
import { createRemoteCandidates } from './negotiation/remoteCandidates.ts'
import type { SeenOffers } from './negotiation/seenOffers.ts'
import { createSigning, type Unverified } from './negotiation/signing.ts'
import type { ConnectionMonitor } from './transport/connectionMonitor.ts'

/** Everything that a connection shares with its link. */
export interface PeerEndOptions {
  connection: RTCPeerConnection
  plan: ConnectedPlan
  ports: SessionPorts
  phase: PhaseState
  /** Everything that negotiates runs in it, one task after the other. */
  queue: SerialQueue
  monitor: ConnectionMonitor
  media: PeerMedia
  offers: SeenOffers
  channels: Pick<Channels, 'attach' | 'budget'>
  /** A signal came over the connection itself. */
  received(signal: Signal): void
  /** The other side ended the call. */
  left(reason: ByeReason): void
  /** The other side sends more than anybody can mean. May be called repeatedly. */
  flooded(): void
  /** Nothing is applied of a description of the other side. */
  unverified(why: Unverified): void
}

/** An RTCPeerConnection and everything that is attached to it. */
export interface PeerEnd {
  /** Call it from the queue. */
  receive(signal: Signal): Promise<void>
  sendMedia(sent: SentMedia): void
  /** True if a description of the other side has been applied. */
  described(): boolean
  restart(config: RTCConfiguration): void
  /** Tells the other side that this page is closing. */
  away(): void
  /** Tells the other side that this side ends the call, and closes. Resolves once it is closed. */
  leave(reason: ByeReason): Promise<void>
  /** Closes at once. */
  close(): void
}

/** Takes over a new connection; an initiator makes its first offer without being asked. */
export function createPeerEnd(options: PeerEndOptions): PeerEnd {
  const { connection, plan, ports, phase, queue, monitor, media, channels, received, left, flooded } = options
  const { callId, remote, role, attempt, byHand = false } = plan
  const control = createControlChannel(connection, ports.clock, channels.budget, {
    told(state) {
      media.told(state)
      // A device that tells its state has answered the call.
      if (!phase.reached('active')) ports.accepted?.(callId, remote)
    },
    ...{ opened, signalled: received, left, flooded },
  })
  // Channels are opened before the first offer, so that they need no negotiation of their own.
  const leaveChannels = attachWhenActive(connection, phase, {
    ...{ mayHold: role === 'initiator', flooded },
    attach: (on) => channels.attach({ connection: on, plan: { role, attempt }, flooded }),
  })
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
  const signing = createSigning(ports.signer, plan, { clock: ports.clock, unverified: options.unverified })
  const negotiation = createNegotiation(connection, {
    ...{ polite: role === 'responder', randomId: ports.randomId, phase, signing },
    send(id, description, seal, subsequent) {
      const said = { negotiation: id, ...(subsequent && { subsequent }), description, seal }
      send({ type: 'description', attempt, ...said })
      localCandidates.announced(description.sdp)
      media.negotiated()
    },
    noteOffer: (id) => options.offers.note(callId, id),
    beforeAnswer: media.answer,
    async described(sdp) {
      monitor.agreed()
      await remoteCandidates.described(sdp)
      media.negotiated()
    },
  })
  let stopped = false
  /** True once the control channel has been open. */
  let controlled = false
  let cutGoodbye: Teardown = () => {}

  /** People carry one offer of a call by codes; later ones go over the connection. */
  const mayOffer = () => !byHand || controlled || (role === 'initiator' && !connection.localDescription)

  function sendByServer(signal: Signal): void {
    // People carry signals only until the connection is up.
    if (!byHand || !monitor.wasUp()) ports.send(callId, remote, signal)
  }

  /** Sends over the connection, and by the server too if it may not arrive: the other side ignores what comes twice. */
  function send(signal: Signal): void {
    // Signing may end after the call.
    if (stopped) return
    if (role === 'responder' && !phase.reached('standby')) {
      withheld.push(signal)
      return
    }
    if (!control.signal(signal) || !monitor.certain()) sendByServer(signal)
  }

  /** Adds what the description that people carried had no room for. */
  function opened(): void {
    controlled = true
    if (role === 'initiator' && !stopped) media.offer()
  }

  const onCandidate = (event: RTCPeerConnectionIceEvent) => localCandidates.add(event.candidate)
  function onNegotiationNeeded(): void {
    // A responder's transceivers go into its answer; the browser asks again if there is more to negotiate.
    if (role === 'responder' && !connection.remoteDescription) return
    // After a refusal the monitor decides when to try again; the browser asks at once.
    if (!monitor.state().troubled) offer()
  }
  const offer = () => queue.run(async () => (mayOffer() ? negotiation.offer() : undefined))
  const onStateChange = () => monitor.report(connection.connectionState)
  const onIceStateChange = () => monitor.reportIce(connection.iceConnectionState, connection.connectionState)
  connection.addEventListener('icecandidate', onCandidate)
  connection.addEventListener('negotiationneeded', onNegotiationNeeded)
  connection.addEventListener('connectionstatechange', onStateChange)
  connection.addEventListener('iceconnectionstatechange', onIceStateChange)

  function stop(): void {
    stopped = true
    signing.close()
    forgetPhase()
    leaveChannels()
    localCandidates.close()
    connection.removeEventListener('icecandidate', onCandidate)
    connection.removeEventListener('negotiationneeded', onNegotiationNeeded)
    connection.removeEventListener('connectionstatechange', onStateChange)
    connection.removeEventListener('iceconnectionstatechange', onIceStateChange)
  }

  media.attach(connection)
  if (role === 'initiator') media.offer(byHand ? ['audio'] : undefined)

  return {
    async receive(signal) {
      if (signal.type === 'description') await negotiation.receive(signal)
      else if (signal.type === 'candidates')
        for (const candidate of signal.candidates) await remoteCandidates.add(candidate)
    },
    sendMedia: (sent) => control.tell(media.send(sent)),
    described: () => connection.remoteDescription !== null,
    restart(config) {
      try {
        connection.setConfiguration(config)
      } catch {
        // The browser cannot read the new servers; the old ones may still work.
      }
      // An offer that waits for its answer is still under way: it is delivered as soon as anything is.
      const { troubled } = monitor.state()
      if (troubled || connection.signalingState === 'stable') connection.restartIce()
      if (troubled) offer()
    },
    away() {
      const signal: Signal = { type: 'away', attempt }
      // Either message may be cut off with the page, so both are sent.
      control.signal(signal)
      sendByServer(signal)
    },
    leave(reason) {
      stop()
      return new Promise((resolve) => {
        cutGoodbye = control.bye(reason, () => {
          connection.close()
          resolve()
        })
      })
    },
    close() {
      stop()
      cutGoodbye()
      connection.close()
    },
  }
}
