import type { Description, Seal, Signal } from '@parley/protocol'
import type { PhaseState } from '../../phase.ts'
import { keepRole, type Negotiated } from './dtlsRole.ts'
import { askForRobustOpus } from './opus.ts'
import { isPlain, withoutAddresses } from './sdp.ts'
import type { Signing } from './signing.ts'

type Described = Pick<Extract<Signal, { type: 'description' }>, 'negotiation' | 'subsequent' | 'description' | 'seal'>

/** The part of a connection that negotiation needs. */
export type Negotiable = Negotiated &
  Pick<
    RTCPeerConnection,
    'signalingState' | 'localDescription' | 'remoteDescription' | 'setLocalDescription' | 'setRemoteDescription'
  >

/** The surroundings of a negotiation. */
export interface NegotiationOptions {
  /** The responder. It gives way when both offer at once, and never makes the first offer. */
  polite: boolean
  randomId(): string
  /** While the link is withheld, no address is sent, and none of the other side is tried. */
  phase: Pick<PhaseState, 'reached'>
  /** Returns true the first time that this page reads the offer of this negotiation. */
  noteOffer(negotiation: string): boolean
  signing: Pick<Signing, 'sign' | 'verify'>
  /** @param subsequent true for an offer of a connection that has had a remote description */
  send(negotiation: string, description: Description, seal: Seal, subsequent: boolean): void
  /** A remote offer has been applied; the answer is made after this. */
  beforeAnswer(): void
  /** A remote description has been applied. */
  described(sdp: string): Promise<void>
}

/**
 * The description without addresses: a connectivity check of one would show this device to whoever listens there.
 *
 * @throws TypeError if it may still contain one; nothing of it is applied then
 */
function harmless({ type, sdp }: Description): Description {
  const bare = withoutAddresses(sdp)
  if (!isPlain(bare)) throw new TypeError('a description that is read in more than one way')
  return { type, sdp: bare }
}

/** Offers and answers of one connection. Its caller runs these strictly one after the other. */
export interface Negotiation {
  offer(): Promise<void>
  /**
   * Applies nothing of a description that fails verification.
   *
   * @throws TypeError if an offer belongs to another connection, or may contain an address that must not be tried
   */
  receive(signal: Described): Promise<void>
}

/**
 * Perfect negotiation (W3C WebRTC §10.7). Tasks run one after the other, so that `signalingState` shows an offer under way, and the
 * flags of the specification's example are not needed. Nothing else is negotiated while a description is signed or verified, but the
 * connection may be closed meanwhile.
 */
export function createNegotiation(connection: Negotiable, options: NegotiationOptions): Negotiation {
  const { polite, randomId, phase, noteOffer, signing, send, beforeAnswer, described } = options
  let offered: string | null = null

  const isNegotiated = () => connection.remoteDescription !== null

  async function describe(negotiation: string): Promise<void> {
    await connection.setLocalDescription()
    // Read once: the browser adds candidates to it while it gathers, and the signature is for one text.
    const local = connection.localDescription
    if (local?.type !== 'offer' && local?.type !== 'answer') return
    const said = askForRobustOpus(local.sdp)
    const description: Description = { type: local.type, sdp: phase.reached('standby') ? said : withoutAddresses(said) }
    const subsequent = local.type === 'offer' && isNegotiated()
    const seal = await signing.sign(negotiation, description)
    if (connection.signalingState !== 'closed') send(negotiation, description, seal, subsequent)
  }

  const takesOffer = () => (polite ? connection.signalingState !== 'closed' : connection.signalingState === 'stable')
  const takesAnswer = (negotiation: string) =>
    negotiation === offered && connection.signalingState === 'have-local-offer'

  async function receiveOffer({ negotiation, subsequent, description, seal }: Described): Promise<void> {
    // Noted even if it loses against an own offer, because a repetition after that would count as new.
    if (!noteOffer(negotiation) || !takesOffer()) return
    const good = await signing.verify(negotiation, description, seal)
    if (!good || !takesOffer()) return
    // One side has made a new connection, while it rang or by a reload. A new connection has another DTLS certificate.
    if ((subsequent ?? false) !== isNegotiated()) throw new TypeError('an offer of another connection')
    // Applying this offer rolls back an open own one (RFC 8829 §4.1.10.2), whose answer is ignored then.
    offered = null
    const { type, sdp } = phase.reached('standby') ? description : harmless(description)
    await connection.setRemoteDescription({ type, sdp: keepRole(sdp, connection) })
    await described(description.sdp)
    beforeAnswer()
    await describe(negotiation)
  }

  async function receiveAnswer({ negotiation, description, seal }: Described): Promise<void> {
    if (!takesAnswer(negotiation)) return
    const good = await signing.verify(negotiation, description, seal)
    if (!good || !takesAnswer(negotiation)) return
    offered = null
    await connection.setRemoteDescription(description)
    await described(description.sdp)
  }

  return {
    async offer() {
      if (polite && !connection.remoteDescription) return
      // An offer whose answer was refused waits for nothing any more.
      if (offered === null && connection.signalingState === 'have-local-offer')
        await connection.setLocalDescription({ type: 'rollback' })
      // After the present negotiation the browser asks again if there is more to negotiate.
      if (connection.signalingState !== 'stable') return
      offered = randomId()
      await describe(offered)
    },
    receive: (signal) => (signal.description.type === 'offer' ? receiveOffer(signal) : receiveAnswer(signal)),
  }
}
