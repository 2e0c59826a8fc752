/** The properties of a fake connection, for a test to change. */
export interface FakeLine {
  /** Null is a browser that makes no estimate. */
  availableBps: number | null
  roundTripMs: number
  jitterMs: number
  /** Part of the packets, 0 to 1, that do not arrive at the other side. */
  loss: number
  relayed: boolean
  /** Nothing passes, in either direction. */
  silent: boolean
  /** Frames of the other side's picture that are decoded from one sample to the next; null is a browser that does not count. */
  framesDecoded: number | null
}

const PACKETS = 100

/** The statistics of one connection: with each sample a bit more has been sent. */
export class FakeStats {
  readonly line: FakeLine = {
    availableBps: 2_000_000,
    roundTripMs: 40,
    jitterMs: 5,
    loss: 0,
    relayed: false,
    silent: false,
    framesDecoded: null,
  }
  /** How many `getStats` calls are under way, and were ever at one time. */
  open = 0
  mostOpen = 0
  reads = 0
  /** Makes `getStats` fail, or never come to an end. */
  broken: 'fails' | 'hangs' | null = null
  #sent = 0
  #lost = 0
  #trips = 0
  #totalMs = 0
  #frames = 0

  async read(): Promise<ReadonlyMap<string, unknown>> {
    this.reads += 1
    this.open += 1
    this.mostOpen = Math.max(this.mostOpen, this.open)
    if (this.broken === 'hangs') await new Promise<void>(() => undefined)
    await Promise.resolve()
    this.open -= 1
    if (this.broken === 'fails') throw new DOMException('made to fail', 'OperationError')
    return this.#report()
  }

  #report(): ReadonlyMap<string, unknown> {
    const { availableBps, roundTripMs, jitterMs, loss, relayed, silent, framesDecoded } = this.line
    this.#frames += framesDecoded ?? 0
    if (!silent) {
      this.#sent += PACKETS
      this.#lost += PACKETS * loss
      this.#trips += 1
      this.#totalMs += roundTripMs
    }
    const stats = [
      { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
      {
        ...{ id: 'P', type: 'candidate-pair', state: 'succeeded', nominated: true },
        ...{ localCandidateId: 'L', remoteCandidateId: 'R', responsesReceived: this.#trips },
        ...{ currentRoundTripTime: roundTripMs / 1_000, totalRoundTripTime: this.#totalMs / 1_000 },
        ...(availableBps === null ? {} : { availableOutgoingBitrate: availableBps }),
      },
      { id: 'L', type: 'local-candidate', candidateType: 'host' },
      { id: 'R', type: 'remote-candidate', candidateType: relayed ? 'relay' : 'host' },
      { id: 'O', type: 'outbound-rtp', kind: 'audio', packetsSent: this.#sent },
      { id: 'I', type: 'inbound-rtp', kind: 'audio', packetsReceived: this.#sent, packetsLost: 0, jitter: 0 },
      ...(framesDecoded === null
        ? []
        : [{ id: 'IV', type: 'inbound-rtp', kind: 'video', framesDecoded: this.#frames }]),
      { id: 'RI', type: 'remote-inbound-rtp', kind: 'audio', packetsLost: this.#lost, jitter: jitterMs / 1_000 },
    ]
    return new Map(stats.map((stat) => [stat.id, stat]))
  }
}
