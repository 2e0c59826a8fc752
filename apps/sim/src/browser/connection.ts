import type { CallId, DeviceRef } from '@parley/protocol'
import type { Role } from '@parley/webrtc'
import { type Data, SimChannel } from './channel.ts'
import { Emitter } from './emitter.ts'
import { candidatesOf, holdsCandidate, ufragOf, writeSdp } from './sdp.ts'
import { SimTransceiver } from './transceiver.ts'

/** The purpose of a connection, as its page states it when it signs descriptions. */
export interface ConnectionName {
  callId: CallId
  remote: DeviceRef
  role: Role
  /** Null until a description was sent. */
  attempt: number | null
  /** True if the two knew each other when the connection was first described. */
  acquainted: boolean
}

/** The page that holds a connection, as a listener. */
export interface Holder {
  readonly device: DeviceRef
  /** A live track was put on one of its senders. */
  sends(connection: SimConnection): void
  /** A message is sent over a data channel. */
  says(connection: SimConnection, data: unknown): void
  /** The page adds a candidate that fits no description of the connection. */
  misfits(connection: SimConnection, candidate: RTCIceCandidateInit): void
}

/** The path to the other side. */
export interface Way {
  /** Carries a message of a channel; returns false if nothing passes. */
  carry(from: SimConnection, channel: number, data: Data): boolean
  /** When a packet last came from the other side, by the clock, in milliseconds; null if none ever did. */
  heardAt(): number | null
}

/** The network, as far as a connection uses it. */
export interface Surroundings {
  /** Returns the username fragment of a new ICE generation. */
  newGeneration(of: SimConnection): string
  /** True if a candidate is found before the new description is read. */
  gathersEarly(): boolean
  /** Looks for a path to the other side, after a change of descriptions or candidates. */
  look(from: SimConnection): void
  /** @param tells true if the other side's browser is told */
  closed(connection: SimConnection, tells: boolean): void
}

type Description = RTCSessionDescriptionInit & { sdp: string }

interface Negotiated {
  local: Description | null
  remote: Description | null
  ufrag: string | null
  remoteUfrag: string | null
}

const NOTHING: Negotiated = { local: null, remote: null, ufrag: null, remoteUfrag: null }

const never = () => new Promise<never>(() => undefined)

const wrong = (what: string) => new DOMException(what, 'InvalidStateError')

/**
 * A peer connection without media, for Node and a simulated clock. Its signalling states follow JSEP (RFC 8829). It
 * connects once it and its counterpart have the descriptions of each other, and each has a candidate.
 */
export class SimConnection extends Emitter {
  signalingState: RTCSignalingState = 'stable'
  connectionState: RTCPeerConnectionState = 'new'
  iceConnectionState: RTCIceConnectionState = 'new'
  localDescription: Description | null = null
  remoteDescription: Description | null = null
  readonly holder: Holder
  readonly channels: SimChannel[] = []
  readonly #transceivers: SimTransceiver[] = []
  name: ConnectionName | null = null
  /** The path to the other side; null until there is one. */
  path: Way | null = null
  /** The ICE generation of this side that is negotiated or being negotiated; `remoteUfrag` is that of the other. */
  ufrag: string | null = null
  remoteUfrag: string | null = null
  /** How many candidates of the other side's generation it was given. */
  applied = 0
  readonly #network: Surroundings
  #stable = NOTHING
  #needsMedia = false
  #needsRestart = false
  #asked = false

  constructor(holder: Holder, network: Surroundings) {
    super()
    this.holder = holder
    this.#network = network
  }

  get currentLocalDescription(): Description | null {
    return this.#stable.local
  }

  get currentRemoteDescription(): Description | null {
    return this.#stable.remote
  }

  get closed(): boolean {
    return this.signalingState === 'closed'
  }

  /** True if a live track is on one of its senders. */
  get sends(): boolean {
    return this.#transceivers.some(({ sender }) => sender.sends)
  }

  /** True if a path may be looked for: negotiation is stable, and there is a remote candidate. */
  get ready(): boolean {
    return this.signalingState === 'stable' && this.applied > 0
  }

  setConfiguration(): void {}

  addTransceiver(kind: 'audio' | 'video'): SimTransceiver {
    const transceiver = new SimTransceiver(kind, () => this.holder.sends(this))
    this.#transceivers.push(transceiver)
    this.#needsMedia = true
    this.#announceNeed()
    return transceiver
  }

  getTransceivers = (): SimTransceiver[] => this.#transceivers

  createDataChannel(_label: string, { id = 0 }: RTCDataChannelInit = {}): SimChannel {
    const channel = new SimChannel(id, (data) => {
      this.holder.says(this, data)
      return this.path?.carry(this, id, data) ?? false
    })
    this.channels.push(channel)
    this.#needsMedia = true
    this.#announceNeed()
    return channel
  }

  restartIce(): void {
    this.#needsRestart = true
    this.#announceNeed()
  }

  async setLocalDescription(): Promise<void> {
    await this.#turn()
    const answers = this.signalingState === 'have-remote-offer'
    const fresh = this.ufrag === null || (answers ? this.#isRestarted() : this.#needsRestart)
    if (fresh) this.ufrag = this.#network.newGeneration(this)
    const ufrag = this.ufrag ?? ''
    this.localDescription = { type: answers ? 'answer' : 'offer', sdp: writeSdp(ufrag, this.#network.gathersEarly()) }
    this.signalingState = answers ? 'stable' : 'have-local-offer'
    if (fresh) this.#gather(ufrag)
    if (answers) this.#settle(fresh)
  }

  async setRemoteDescription(description: Description): Promise<void> {
    await this.#turn()
    const ufrag = ufragOf(description.sdp)
    const isAnswer = description.type === 'answer'
    if (isAnswer && this.signalingState !== 'have-local-offer') throw wrong(`an answer in ${this.signalingState}`)
    if (!isAnswer && this.signalingState === 'have-local-offer') this.#rollBack()
    if (ufrag !== this.remoteUfrag) this.applied = 0
    if (holdsCandidate(description.sdp)) this.applied += 1
    this.remoteUfrag = ufrag
    this.remoteDescription = description
    if (isAnswer) this.#settle(true)
    else {
      this.signalingState = 'have-remote-offer'
      if (this.#transceivers.length === 0) {
        this.addTransceiver('audio')
        this.addTransceiver('video')
      }
    }
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await this.#turn()
    if (this.remoteUfrag === null || candidate.usernameFragment !== this.remoteUfrag) {
      this.holder.misfits(this, candidate)
      throw new DOMException('no description for this candidate', 'OperationError')
    }
    this.applied += 1
    this.#network.look(this)
  }

  /** Reports one candidate pair. Its `bytesReceived` grows while the path is up, as ICE checks arrive then. */
  async getStats(): Promise<{ values(): Iterable<unknown> }> {
    const heardAt = this.path?.heardAt() ?? null
    const pair = { type: 'candidate-pair', nominated: true, state: 'succeeded', bytesReceived: heardAt }
    return { values: () => (heardAt === null ? [] : [pair]) }
  }

  close(): void {
    this.#end(true)
  }

  /**
   * Closes with its page.
   *
   * @param tells true if the other side's browser is told
   */
  vanish(tells: boolean): void {
    this.#end(tells)
  }

  /** Closes the data channels, because the other side has closed. */
  endChannels(): void {
    for (const channel of this.channels) channel.end()
  }

  setState(state: 'connecting' | 'connected' | 'disconnected' | 'failed'): void {
    if (this.closed || this.connectionState === state) return
    this.iceConnectionState = state === 'connecting' ? 'checking' : state
    this.connectionState = state
    this.dispatchEvent({ type: 'iceconnectionstatechange' })
    this.dispatchEvent({ type: 'connectionstatechange' })
  }

  #end(tells: boolean): void {
    if (this.closed) return
    this.signalingState = 'closed'
    this.connectionState = 'closed'
    this.iceConnectionState = 'closed'
    for (const channel of this.channels) channel.close()
    this.#network.closed(this, tells)
  }

  /**
   * Waits for a microtask, and for ever if the connection is closed meanwhile (WebRTC §4.4.1.2). Rejects if it was
   * closed before.
   */
  async #turn(): Promise<void> {
    if (this.closed) throw wrong('the connection is closed')
    await undefined
    if (this.closed) await never()
  }

  /** Emits candidates, the first of them before `setLocalDescription` resolves. */
  #gather(generation: string): void {
    const [first, ...others] = candidatesOf(generation)
    const emit = (candidate: string | undefined) => {
      if (this.closed || this.ufrag !== generation) return
      const init = { candidate, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: generation }
      this.dispatchEvent(Object.assign({ type: 'icecandidate' }, { candidate: init }))
    }
    emit(first)
    queueMicrotask(() => {
      for (const candidate of others) emit(candidate)
    })
  }

  #isRestarted(): boolean {
    return this.#stable.remoteUfrag !== null && this.#stable.remoteUfrag !== this.remoteUfrag
  }

  #rollBack(): void {
    this.localDescription = this.#stable.local
    this.ufrag = this.#stable.ufrag
    this.signalingState = 'stable'
  }

  #settle(restarted: boolean): void {
    this.signalingState = 'stable'
    const { localDescription: local, remoteDescription: remote, ufrag, remoteUfrag } = this
    this.#stable = { local, remote, ufrag, remoteUfrag }
    this.#needsMedia = false
    if (restarted) this.#needsRestart = false
    if (this.connectionState === 'new') this.setState('connecting')
    this.#network.look(this)
    this.#announceNeed()
  }

  #announceNeed(): void {
    if (this.#asked) return
    this.#asked = true
    queueMicrotask(() => {
      this.#asked = false
      const needed = (this.#needsMedia || this.#needsRestart) && this.signalingState === 'stable'
      if (needed) this.dispatchEvent({ type: 'negotiationneeded' })
    })
  }
}
