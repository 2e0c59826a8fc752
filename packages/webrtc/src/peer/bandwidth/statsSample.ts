/** Packets of one direction since the connection began; `lost` may shrink when a late one comes (RFC 3550 §6.4.1). */
export interface PacketCount {
  passed: number
  lost: number
}

/**
 * What the statistics said at one moment; null is what this browser does not tell, or not yet. Jitter and packets are the
 * voice's: while no picture is sent its jitter stays as it was, and what it lost before is only counted when it comes back.
 */
export interface StatsSample {
  /** Whether a TURN server passes the packets on, at either end. */
  relayed: boolean
  /** Whatever came from the other side, ICE's checks too, in no unit: more is news. It shrinks when the browser drops a pair. */
  lifeSigns: number | null
  /** What the browser thinks can be sent, in bits per second. */
  availableBps: number | null
  /** The latest round trip. */
  roundTripMs: number | null
  /** All round trips of the ICE checks together, and how many they were: only their difference over time says something. */
  roundTrips: { totalMs: number; count: number }
  /** In the worse direction. */
  jitterMs: number | null
  received: PacketCount
  /** As the other side reports it. */
  sent: PacketCount
}

/** As much of an RTCStatsReport as is read. */
export type Report = Pick<RTCStatsReport, 'values'>

type Stat = Readonly<Record<string, unknown>>

const isStat = (value: unknown): value is Stat => typeof value === 'object' && value !== null
const number = (stat: Stat | undefined, name: string): number | null => {
  const value = stat?.[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
const inMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000)
const sum = (stats: Stat[], name: string): number => stats.reduce((total, stat) => total + (number(stat, name) ?? 0), 0)

/** The highest of those that are told. */
function worst(values: Array<number | null>): number | null {
  const told = values.filter((value) => value !== null)
  return told.length > 0 ? Math.max(...told) : null
}

/** The pair in use: by the transport's word; Firefox marks the pair itself. */
function selectedPair(stats: Stat[]): Stat | undefined {
  const pairs = stats.filter(({ type }) => type === 'candidate-pair')
  const named = stats.find(({ type }) => type === 'transport')?.selectedCandidatePairId
  return (
    (named === undefined ? undefined : pairs.find(({ id }) => id === named)) ??
    pairs.find((pair) => pair.selected === true) ??
    pairs.find(({ nominated, state }) => nominated === true && state === 'succeeded')
  )
}

/** Over all pairs: a browser that hears nothing tries one after the other. */
function signsOf(stats: Stat[]): number {
  const pairs = stats.filter(({ type }) => type === 'candidate-pair')
  return sum(pairs, 'bytesReceived') + sum(pairs, 'requestsReceived') + sum(pairs, 'responsesReceived')
}

/** Reads what matters out of a report (W3C WebRTC Statistics §8), and trusts no browser to have it all. */
export function sampleOf(report: Report): StatsSample {
  const stats = Array.from<unknown>(report.values()).filter(isStat)
  const pair = selectedPair(stats)
  const isRelay = (id: unknown) => stats.some((stat) => stat.id === id && stat.candidateType === 'relay')
  const ofVoice = (type: string) => stats.filter((stat) => stat.type === type && stat.kind === 'audio')
  const [inbound, outbound, remote] = [ofVoice('inbound-rtp'), ofVoice('outbound-rtp'), ofVoice('remote-inbound-rtp')]
  return {
    relayed: pair !== undefined && (isRelay(pair.localCandidateId) || isRelay(pair.remoteCandidateId)),
    lifeSigns: pair ? signsOf(stats) : null,
    availableBps: number(pair, 'availableOutgoingBitrate'),
    roundTripMs: inMs(
      number(pair, 'currentRoundTripTime') ?? worst(remote.map((stream) => number(stream, 'roundTripTime'))),
    ),
    roundTrips: {
      totalMs: inMs(number(pair, 'totalRoundTripTime')) ?? 0,
      count: number(pair, 'responsesReceived') ?? 0,
    },
    jitterMs: inMs(worst([...inbound, ...remote].map((stream) => number(stream, 'jitter')))),
    received: { passed: sum(inbound, 'packetsReceived'), lost: sum(inbound, 'packetsLost') },
    sent: { passed: sum(outbound, 'packetsSent'), lost: sum(remote, 'packetsLost') },
  }
}
