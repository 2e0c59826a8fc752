/** Packets of one direction since the connection began; `lost` may shrink when a late one comes (RFC 3550 §6.4.1). */
export interface PacketCount {
  passed: number
  lost: number
}

/**
 * One `getStats` sample; null is a value that this browser does not give, or not yet. Jitter and packets are those of the voice:
 * a paused video keeps its last jitter, and counts its losses only when it resumes.
 */
export interface StatsSample {
  /** True if a TURN server relays the packets, at either end. */
  relayed: boolean
  /** A number without a unit that grows with everything received, ICE checks included. It shrinks when the browser drops a pair. */
  lifeSigns: number | null
  /** The browser's estimate of what can be sent, in bits per second. */
  availableBps: number | null
  /** How many frames of the other side's picture were decoded so far; null before the first packet. */
  framesDecoded: number | null
  /** The latest round trip. */
  roundTripMs: number | null
  /** Sum and number of all round trips of the ICE checks; only differences between samples are meaningful. */
  roundTrips: { totalMs: number; count: number }
  /** That of the worse direction. */
  jitterMs: number | null
  received: PacketCount
  /** As the other side reports it. */
  sent: PacketCount
}

/** The part of an RTCStatsReport that is read. */
export type Report = Pick<RTCStatsReport, 'values'>

type Stat = Readonly<Record<string, unknown>>

const isStat = (value: unknown): value is Stat => typeof value === 'object' && value !== null
const number = (stat: Stat | undefined, name: string): number | null => {
  const value = stat?.[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
const inMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1_000)
const sum = (stats: Stat[], name: string): number => stats.reduce((total, stat) => total + (number(stat, name) ?? 0), 0)

/** The highest known value. */
function worst(values: Array<number | null>): number | null {
  const told = values.filter((value) => value !== null)
  return told.length > 0 ? Math.max(...told) : null
}

/** The pair in use: the one that the transport names; Firefox marks the pair itself. */
function selectedPair(stats: Stat[]): Stat | undefined {
  const pairs = stats.filter(({ type }) => type === 'candidate-pair')
  const named = stats.find(({ type }) => type === 'transport')?.selectedCandidatePairId
  return (
    (named === undefined ? undefined : pairs.find(({ id }) => id === named)) ??
    pairs.find((pair) => pair.selected === true) ??
    pairs.find(({ nominated, state }) => nominated === true && state === 'succeeded')
  )
}

/** Counts over all pairs, because a browser that receives nothing tries one after the other. */
function signsOf(stats: Stat[]): number {
  const pairs = stats.filter(({ type }) => type === 'candidate-pair')
  return sum(pairs, 'bytesReceived') + sum(pairs, 'requestsReceived') + sum(pairs, 'responsesReceived')
}

/** Reads a sample from a report (W3C WebRTC Statistics §8). Any value may be missing. */
export function sampleOf(report: Report): StatsSample {
  const stats = Array.from<unknown>(report.values()).filter(isStat)
  const pair = selectedPair(stats)
  const isRelay = (id: unknown) => stats.some((stat) => stat.id === id && stat.candidateType === 'relay')
  const ofVoice = (type: string) => stats.filter((stat) => stat.type === type && stat.kind === 'audio')
  const pictures = stats.filter((stat) => stat.type === 'inbound-rtp' && stat.kind === 'video')
  const decoded = pictures.map((stat) => number(stat, 'framesDecoded')).filter((frames) => frames !== null)
  const [inbound, outbound, remote] = [ofVoice('inbound-rtp'), ofVoice('outbound-rtp'), ofVoice('remote-inbound-rtp')]
  return {
    relayed: pair !== undefined && (isRelay(pair.localCandidateId) || isRelay(pair.remoteCandidateId)),
    lifeSigns: pair ? signsOf(stats) : null,
    availableBps: number(pair, 'availableOutgoingBitrate'),
    framesDecoded: decoded.length > 0 ? decoded.reduce((total, frames) => total + frames, 0) : null,
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
