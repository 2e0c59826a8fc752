import { FakePeerConnection } from './fakePeerConnection.ts'

/** What lies between fake connections: who can reach whom, and by which candidates. */
export class FakeNetwork {
  /** While false no connection comes up; those that are up notice only if a test says so. */
  up = true
  /** Whether a candidate leads anywhere; by default each does. */
  usable: (candidate: string) => boolean = () => true
  readonly connections: FakePeerConnection[] = []
  readonly #byUfrag = new Map<string, FakePeerConnection>()
  #ufrags = 0

  createPeerConnection = (config: RTCConfiguration): RTCPeerConnection => {
    const connection = new FakePeerConnection(this, config)
    this.connections.push(connection)
    // It has what the engine uses of a connection, and not the rest.
    return connection as unknown as RTCPeerConnection
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
