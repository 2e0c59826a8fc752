import { packAddress, unpackAddress } from './address.ts'
import type { Reader, Writer } from './bytes.ts'

/** The most candidates in a code. */
export const MAX_CANDIDATES = 8

const TYPES = ['host', 'srflx', 'relay'] as const

/** A UDP candidate of component 1; RTCP shares its port (RFC 5761), as in all browsers. */
export interface CompactCandidate {
  type: (typeof TYPES)[number]
  address: string
  port: number
  priority: number
}

const LINE = /^a=candidate:\S+ 1 udp (\d+) (\S+) (\d+) typ (host|srflx|relay)(?: |$)/i

/**
 * Selects the candidates of an m-section for a code: the best of each type, then others by priority, up to
 * `MAX_CANDIDATES`. Leaves out TCP: browsers only open such connections (RFC 6544 `active`, port 9).
 */
export function readCandidates(section: readonly string[]): CompactCandidate[] {
  const found = section.flatMap((line) => parse(line) ?? []).sort((one, other) => other.priority - one.priority)
  const key = ({ type, address, port }: CompactCandidate) => `${type} ${address} ${port}`
  const different = [...new Map(found.toReversed().map((one) => [key(one), one])).values()].reverse()
  const best = (candidate: CompactCandidate) => different.find(({ type }) => type === candidate.type) === candidate
  const chosen = new Set([...different.filter(best), ...different.filter((one) => !best(one))].slice(0, MAX_CANDIDATES))
  return different.filter((candidate) => chosen.has(candidate))
}

function parse(line: string): CompactCandidate | null {
  const [, priority, address = '', port, type] = LINE.exec(line) ?? []
  if (!packAddress(address)) return null
  const known = TYPES.find((one) => one === type?.toLowerCase())
  return known ? { type: known, address, port: Number(port), priority: Number(priority) } : null
}

/**
 * Writes a candidate line. Each has its own foundation, because a shared one delays checks (RFC 8445 §6.1.2.6). The
 * related address is left zero: it serves only diagnosis and reveals a private address (RFC 8839 §5.1).
 */
export function candidateLine({ type, address, port, priority }: CompactCandidate, index: number): string {
  const related = type === 'host' ? '' : ' raddr 0.0.0.0 rport 0'
  return `a=candidate:${index + 1} 1 udp ${priority} ${address} ${port} typ ${type}${related}`
}

/** Writes a candidate: 10 bytes for IPv4, 22 for the other forms. */
export function writeCandidate(writer: Writer, { type, address, port, priority }: CompactCandidate): void {
  const packed = packAddress(address)
  if (!packed) throw new TypeError(`Not an address for a code: ${address}`)
  writer.number(TYPES.indexOf(type) | (packed.form << 2), 1)
  // The last byte of a priority is 256 minus the component, which is 1 (RFC 8445 §5.1.2.1).
  writer.number(Math.floor(priority / 256), 3)
  writer.number(port, 2)
  writer.bytes(packed.bytes)
}

/**
 * Reads a candidate.
 * @throws RangeError if it is invalid
 */
export function readCandidate(reader: Reader): CompactCandidate {
  const kind = reader.number(1)
  const type = TYPES[kind & 3]
  if (!type) throw new RangeError('No such type of candidate')
  const priority = reader.number(3) * 256 + 255
  const port = reader.number(2)
  return { type, address: unpackAddress(kind >> 2, reader.bytes), port, priority }
}
