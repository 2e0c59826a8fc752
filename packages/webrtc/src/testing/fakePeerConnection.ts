import { FakeDataChannel } from './fakeDataChannel.ts'
import type { FakeNetwork } from './fakeNetwork.ts'
import { connect, exchange } from './fakePath.ts'
import { type FakeSession, readSdp, writeSdp } from './fakeSdp.ts'
import { FakeStats } from './fakeStats.ts'
import { FakeTransceiver } from './fakeTransceiver.ts'

const open = new Set<FakePeerConnection>()

/** How many fake connections are not closed. */
export const openConnections = (): number => open.size

interface Negotiated {
  local: RTCSessionDescriptionInit | null
  remote: RTCSessionDescriptionInit | null
  ufrag: string | null
}

/**
 * A connection that behaves like a browser's on a bad day: candidates come before their description can have been
 * sent, in odd order and with an end in the middle; states are checked; nothing settles once it is closed.
 */
export class FakePeerConnection extends EventTarget {
  signalingState: RTCSignalingState = 'stable'
  connectionState: RTCPeerConnectionState = 'new'
  iceConnectionState: RTCIceConnectionState = 'new'
  localDescription: RTCSessionDescriptionInit | null = null
  remoteDescription: RTCSessionDescriptionInit | null = null
  configuration: RTCConfiguration
  readonly channels: FakeDataChannel[] = []
  readonly transceivers: FakeTransceiver[] = []
  /** The candidates applied to the present remote ICE generation. */
  applied: string[] = []
  /** How many offers and answers were made here. */
  readonly made = { offers: 0, answers: 0, restarts: 0 }
  /** The descriptions that this browser cannot apply. */
  refuses: 'offer' | 'answer' | null = null
  /** How often a candidate came when or where it could not be applied. */
  rejectedCandidates = 0
  ufrag: string | null = null
  readonly stats = new FakeStats()
  readonly network: FakeNetwork
  readonly #fingerprint: string
  #stable: Negotiated = { local: null, remote: null, ufrag: null }
  #last: Promise<unknown> = Promise.resolve()
  #needsMedia = false
  #needsRestart = false
  /** Its role in the DTLS association; null before there is one. */
  #role: 'active' | 'passive' | null = null

  constructor(network: FakeNetwork, configuration: RTCConfiguration) {
    super()
    this.network = network
    this.#fingerprint = network.certify()
    this.configuration = configuration
    open.add(this)
  }

  get closed(): boolean {
    return this.signalingState === 'closed'
  }

  get currentLocalDescription(): RTCSessionDescriptionInit | null {
    return this.#stable.local
  }

  get currentRemoteDescription(): RTCSessionDescriptionInit | null {
    return this.#stable.remote
  }

  get remoteUfrag(): string | null {
    return this.remoteDescription ? sessionOf(this.remoteDescription).ufrag : null
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration
  }

  addTransceiver(kind: 'audio' | 'video', { direction = 'sendrecv' }: RTCRtpTransceiverInit = {}): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind, direction, () => this.#exchange())
    this.transceivers.push(transceiver)
    this.#needsMedia = true
    this.#announceNeed()
    return transceiver
  }

  getStats = (): Promise<ReadonlyMap<string, unknown>> => this.stats.read()

  getTransceivers = (): FakeTransceiver[] => [...this.transceivers]

  createDataChannel(label: string, init: RTCDataChannelInit = {}): FakeDataChannel {
    const channel = new FakeDataChannel(label, init, this.network)
    this.channels.push(channel)
    this.#needsMedia = true
    this.#announceNeed()
    return channel
  }

  restartIce(): void {
    this.made.restarts += 1
    this.#needsRestart = true
    this.#announceNeed()
  }

  setLocalDescription(description?: { type: 'rollback' }): Promise<void> {
    return this.#chain(() => {
      if (description) {
        this.#rollBack()
        return this.#announceNeed()
      }
      const answering = this.signalingState === 'have-remote-offer'
      const fresh = this.ufrag === null || (answering ? this.#remoteRestarted() : this.#needsRestart)
      if (fresh) this.ufrag = this.network.register(this)
      this.made[answering ? 'answers' : 'offers'] += 1
      this.transceivers.forEach((transceiver, index) => {
        if (!answering) transceiver.mid ??= String(index)
      })
      const setup = answering ? this.#answeredRole() : 'actpass'
      this.localDescription = { type: answering ? 'answer' : 'offer', sdp: writeSdp(this.#session(setup)) }
      this.signalingState = answering ? 'stable' : 'have-local-offer'
      if (fresh) this.#gather()
      if (answering) {
        this.#role = setup === 'passive' ? 'passive' : 'active'
        this.#settle(this.#remoteRestarted())
      }
    })
  }

  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    return this.#chain(() => {
      if (this.refuses === description.type) throw new DOMException('Failed to parse.', 'OperationError')
      const session = sessionOf(description)
      if (description.type === 'answer' && this.signalingState !== 'have-local-offer') {
        throw new DOMException(`Called in wrong state: ${this.signalingState}`, 'InvalidStateError')
      }
      if (description.type === 'answer') this.#takeRole(session.setup === 'passive' ? 'active' : 'passive')
      if (description.type === 'offer' && this.signalingState === 'have-local-offer') this.#rollBack()
      if (session.ufrag !== this.remoteUfrag) this.applied = []
      this.remoteDescription = description
      if (description.type === 'answer') return this.#settle(true)
      this.signalingState = 'have-remote-offer'
      for (const { mid, kind } of session.transceivers) {
        if (this.transceivers.some((transceiver) => transceiver.mid === mid)) continue
        const transceiver = new FakeTransceiver(kind, 'recvonly', () => this.#exchange())
        transceiver.mid = mid
        this.transceivers.push(transceiver)
      }
    })
  }

  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    return this.#chain(() => {
      const fits = candidate?.candidate && this.remoteUfrag && candidate.usernameFragment === this.remoteUfrag
      if (!fits) {
        this.rejectedCandidates += 1
        throw new DOMException('no description for this candidate', 'OperationError')
      }
      this.applied.push(candidate.candidate ?? '')
      this.#check()
    })
  }

  close(): void {
    this.signalingState = 'closed'
    this.connectionState = 'closed'
    this.iceConnectionState = 'closed'
    open.delete(this)
    for (const channel of this.channels) channel.close()
  }

  /** The connection goes through this state by itself. */
  setState(state: RTCPeerConnectionState): void {
    if (this.closed || this.connectionState === state) return
    this.connectionState = state
    this.dispatchEvent(new Event('connectionstatechange'))
  }

  /** ICE goes through this state by itself, whether the whole connection says the same or not. */
  setIceState(state: RTCIceConnectionState): void {
    if (this.closed || this.iceConnectionState === state) return
    this.iceConnectionState = state
    this.dispatchEvent(new Event('iceconnectionstatechange'))
  }

  /** Finds one more way in the present generation. */
  emitCandidate(candidate: string | null): void {
    if (this.closed) return
    const init = { candidate: candidate ?? '', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: this.ufrag }
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: candidate === null ? null : init }))
  }

  #gather(): void {
    const generation = this.ufrag
    const gathered = [`relay ${generation}`, '', `host ${generation}`, null, `srflx ${generation}`]
    // The first is there before whoever set the description knows that it is set.
    this.emitCandidate(`host6 ${generation}`)
    for (const candidate of gathered) {
      queueMicrotask(() => {
        if (this.ufrag === generation) this.emitCandidate(candidate)
      })
    }
  }

  /** Like Firefox it is `active` whenever it may choose, whatever role it has. */
  #answeredRole(): 'active' | 'passive' {
    return sessionOf(this.remoteDescription).setup === 'active' ? 'passive' : 'active'
  }

  /** Like Chromium it refuses a description that would change its role. */
  #takeRole(role: 'active' | 'passive'): void {
    if (this.#role !== null && this.#role !== role)
      throw new DOMException('Failed to set SSL role for the transport.', 'InvalidAccessError')
    this.#role = role
  }

  #session(setup: FakeSession['setup']): FakeSession {
    const application = this.channels.length > 0
    const transceivers = this.transceivers.flatMap(({ mid, kind, direction }) =>
      mid ? [{ mid, kind, direction }] : [],
    )
    return { ufrag: this.ufrag ?? '', fingerprint: this.#fingerprint, transceivers, application, setup }
  }

  #remoteRestarted(): boolean {
    return this.#stable.remote !== null && sessionOf(this.#stable.remote).ufrag !== this.remoteUfrag
  }

  #rollBack(): void {
    this.localDescription = this.#stable.local
    this.ufrag = this.#stable.ufrag
    this.signalingState = 'stable'
    if (!this.#stable.local) for (const transceiver of this.transceivers) transceiver.mid = null
  }

  #settle(restarted: boolean): void {
    const remote = sessionOf(this.remoteDescription)
    this.signalingState = 'stable'
    this.#stable = { local: this.localDescription, remote: this.remoteDescription, ufrag: this.ufrag }
    for (const transceiver of this.transceivers) {
      const other = remote.transceivers.find(({ mid }) => mid === transceiver.mid)
      if (!other) continue
      const sends =
        transceiver.direction.includes('send') && (other.direction === 'sendrecv' || other.direction === 'recvonly')
      const stopped = this.network.noCodec.has(transceiver.kind)
      transceiver.currentDirection = stopped ? 'stopped' : sends ? 'sendrecv' : 'recvonly'
    }
    if (restarted) this.#needsRestart = false
    this.#needsMedia =
      this.transceivers.some(({ mid }) => mid === null) || (this.channels.length > 0 && !remote.application)
    if (this.connectionState === 'new') this.setState('connecting')
    this.#check()
    this.#announceNeed()
  }

  #announceNeed(): void {
    queueMicrotask(() => {
      const needed = (this.#needsMedia || this.#needsRestart) && this.signalingState === 'stable'
      if (needed) this.dispatchEvent(new Event('negotiationneeded'))
    })
  }

  #chain(operation: () => void): Promise<void> {
    if (this.closed) return Promise.reject(new DOMException('closed', 'InvalidStateError'))
    const result = this.#last.then(() => {
      if (this.closed) return new Promise<void>(() => undefined)
      return operation()
    })
    this.#last = result.catch(() => undefined)
    return result
  }

  /** Connects if both are in the same generation and each has a way to the other. */
  #check(): void {
    const peer = this.network.find(this.remoteUfrag)
    if (!peer || peer.closed || !this.network.up || peer.remoteUfrag !== this.ufrag) return
    if ([this, peer].some((end) => end.signalingState !== 'stable' || !end.applied.some(this.network.usable))) return
    queueMicrotask(() => connect(this, peer))
  }

  #exchange(): void {
    const peer = this.network.find(this.remoteUfrag)
    if (peer && this.connectionState === 'connected') exchange(this, peer)
  }
}

function sessionOf(description: RTCSessionDescriptionInit | null): FakeSession {
  return readSdp(description?.sdp ?? '')
}
