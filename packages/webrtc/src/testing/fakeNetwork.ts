import type { FakeAir } from './fakeDataChannel.ts'
import { FakePeerConnection } from './fakePeerConnection.ts'

/** The network between fake connections: who can reach whom, and by which candidates. */
export class FakeNetwork {
  /** While false no channel opens, as if the two had no line but the server. */
  channels = true
  /** Kinds of media for which its browsers have no codec in common. */
  readonly noCodec = new Set<'audio' | 'video'>()
  /** Changes a message of a channel as a lying device would. */
  tamper: ((message: string) => string) | null = null
  /** Through what unordered channels send; null delivers at once. */
  air: FakeAir | null = null
  /** True if a candidate leads anywhere; by default each does. */
  usable: (candidate: string) => boolean = () => true
  readonly connections: FakePeerConnection[] = []
  readonly #byUfrag = new Map<string, FakePeerConnection>()
  #up = true
  #ufrags = 0
  #certificates = 0

  /**
   * While false no connection comes up, and what is sent over a channel waits; those that are up notice only if a test
   * says so.
   */
  get up(): boolean {
    return this.#up
  }

  set up(up: boolean) {
    this.#up = up
    for (const { channels } of this.connections) for (const channel of channels) channel.flush()
  }

  createPeerConnection = (config: RTCConfiguration): RTCPeerConnection => {
    const connection = new FakePeerConnection(this, config)
    this.connections.push(connection)
    // It has what the engine uses of a connection, and not the rest.
    return connection as unknown as RTCPeerConnection
  }

  /** The fingerprint of a new DTLS certificate. */
  certify(): string {
    this.#certificates += 1
    const bytes = Array.from({ length: 32 }, (_, place) => (this.#certificates + place) % 256)
    return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':')
  }

  /** A new ICE generation. */
  register(connection: FakePeerConnection): string {
    this.#ufrags += 1
    const ufrag = `u${this.#ufrags}`
    this.#byUfrag.set(ufrag, connection)
    return ufrag
  }

  find(ufrag: string | null): FakePeerConnection | null {
    return this.#byUfrag.get(ufrag ?? '') ?? null
  }

  /** Every open connection notices that nothing comes any more, or that it does again. */
  report(state: RTCPeerConnectionState): void {
    for (const connection of this.connections) connection.setState(state)
  }
}
