import type { Description, Seal } from '@parley/protocol'
import { askForRobustOpus } from './opus.ts'
import { isPlain, withoutAddresses } from './sdp.ts'
import type { Signing } from './signing.ts'

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
  /** Whether nothing that leads to this device may be in what is said, nor anything be tried that leads to the other. */
  hidden(): boolean
  signing: Signing
  send(negotiation: string, description: Description, seal: Seal): void
  /** A remote offer has been applied; the answer is made after this. */
  beforeAnswer(): void
  /** A remote description has been applied. */
  described(sdp: string): Promise<void>
}

/**
 * A description by which nothing can be reached: a check of an address would show this device to whoever is there.
 *
 * @throws TypeError if that is not certain; nothing of it is applied then
 */
function harmless({ type, sdp }: Description): Description {
  const bare = withoutAddresses(sdp)
  if (!isPlain(bare)) throw new TypeError('a description that is read in more than one way')
  return { type, sdp: bare }
}

/** Offers and answers of one connection. Its caller runs these strictly one after the other. */
export interface Negotiation {
  offer(): Promise<void>
  /** Applies nothing of a description that fails verification. */
  receive(negotiation: string, description: Description, seal: Seal): Promise<void>
}

/**
 * Perfect negotiation (W3C WebRTC §10.7). Since everything runs one after the other, an offer under way shows in
 * `signalingState`, and the flags of the specification's example are not needed. For the same reason nothing else is
 * negotiated while a description is signed or verified; the connection may be closed meanwhile.
 */
export function createNegotiation(connection: Negotiable, options: NegotiationOptions): Negotiation {
  const { polite, randomId, hidden, signing, send, beforeAnswer, described } = options
  const handled = new Set<string>()
  let offered: string | null = null

  async function describe(negotiation: string): Promise<void> {
    await connection.setLocalDescription()
    // Read once: the browser adds candidates to it while it gathers, and the signature is for one text.
    const local = connection.localDescription
    if (local?.type !== 'offer' && local?.type !== 'answer') return
    const said = askForRobustOpus(local.sdp)
    const description: Description = { type: local.type, sdp: hidden() ? withoutAddresses(said) : said }
    const seal = await signing.sign(negotiation, description)
    if (connection.signalingState !== 'closed') send(negotiation, description, seal)
  }

  const takesOffer = () => (polite ? connection.signalingState !== 'closed' : connection.signalingState === 'stable')
  const takesAnswer = (negotiation: string) =>
    negotiation === offered && connection.signalingState === 'have-local-offer'

  async function receiveOffer(negotiation: string, description: Description, seal: Seal): Promise<void> {
    if (handled.has(negotiation)) return
    // Also if it loses against an own one: repeated after that, it would be taken for a new one.
    handled.add(negotiation)
    if (!takesOffer()) return
    const good = await signing.verify(negotiation, description, seal)
    if (!good || !takesOffer()) return
    // If an own offer is open, applying this one rolls it back (RFC 8829 §4.1.10.2); its answer is then nobody's.
    offered = null
    await connection.setRemoteDescription(hidden() ? harmless(description) : description)
    await described(description.sdp)
    beforeAnswer()
    await describe(negotiation)
  }

  async function receiveAnswer(negotiation: string, description: Description, seal: Seal): Promise<void> {
    if (!takesAnswer(negotiation)) return
    const good = await signing.verify(negotiation, description, seal)
    if (!good || !takesAnswer(negotiation)) return
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
    receive: (negotiation, description, seal) =>
      description.type === 'offer'
        ? receiveOffer(negotiation, description, seal)
        : receiveAnswer(negotiation, description, seal),
  }
}
