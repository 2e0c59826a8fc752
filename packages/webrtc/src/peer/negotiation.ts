import type { Description } from '@parley/protocol'

/** As much of a connection as negotiating needs. */
export type Negotiable = Pick<
  RTCPeerConnection,
  'signalingState' | 'localDescription' | 'remoteDescription' | 'setLocalDescription' | 'setRemoteDescription'
>

/** What negotiating needs of its surroundings. */
export interface NegotiationOptions {
  /** The responder. It gives way when both offer at once, and never makes the first offer. */
  polite: boolean
  randomId(): string
  send(negotiation: string, description: Description): void
  /** A remote offer has been applied; the answer is made after this. */
  beforeAnswer(): void
  /** A remote description has been applied. */
  described(sdp: string): Promise<void>
}

/** Offers and answers of one connection. Its caller runs these strictly one after the other. */
export interface Negotiation {
  offer(): Promise<void>
  receive(negotiation: string, description: Description): Promise<void>
}

/**
 * Perfect negotiation (W3C WebRTC §10.7). Since everything runs one after the other, an offer under way shows in
 * `signalingState`, and the flags of the specification's example are not needed.
 */
export function createNegotiation(connection: Negotiable, options: NegotiationOptions): Negotiation {
  const { polite, randomId, send, beforeAnswer, described } = options
  const handled = new Set<string>()
  let offered: string | null = null

  async function describe(negotiation: string): Promise<void> {
    await connection.setLocalDescription()
    const description = connection.localDescription
    if (description?.type === 'offer' || description?.type === 'answer') {
      send(negotiation, { type: description.type, sdp: description.sdp })
    }
  }

  async function receiveOffer(negotiation: string, description: Description): Promise<void> {
    if (handled.has(negotiation)) return
    const collision = connection.signalingState !== 'stable'
    if (collision && !polite) return
    handled.add(negotiation)
    // If an own offer is open, applying this one rolls it back (RFC 8829 §4.1.10.2); its answer is then nobody's.
    offered = null
    await connection.setRemoteDescription(description)
    await described(description.sdp)
    beforeAnswer()
    await describe(negotiation)
  }

  async function receiveAnswer(negotiation: string, description: Description): Promise<void> {
    if (negotiation !== offered || connection.signalingState !== 'have-local-offer') return
    await connection.setRemoteDescription(description)
    offered = null
    await described(description.sdp)
  }

  return {
    async offer() {
      if (polite && !connection.remoteDescription) return
      // The browser asks again when the negotiation under way is done, if there is still something to negotiate.
      if (connection.signalingState !== 'stable') return
      offered = randomId()
      await describe(offered)
    },
    receive: (negotiation, description) =>
      description.type === 'offer' ? receiveOffer(negotiation, description) : receiveAnswer(negotiation, description),
  }
}
