import { readCandidates } from './candidates.ts'
import {
  type DescriptionType,
  directions,
  type Kind,
  kinds,
  type MediaOutline,
  MIN_PWD,
  MIN_UFRAG,
  type Outline,
  setups,
} from './outline.ts'

/** The header extension (RFC 8285) for a packet's m-section. */
export const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid'
/** The header extension for a packet's number for congestion control. */
export const TRANSPORT = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01'

type Lines = readonly string[]

/**
 * Reads a description of a new connection of Parley's: one audio section, at most one of video and one of data
 * channels, named by their index and bundled (RFC 9143).
 *
 * @throws TypeError if the description has another shape
 */
export function readSdp(type: DescriptionType, sdp: string): Outline {
  const [session = [], ...sections] = sdp.split(/^(?=m=)/m).map((part) => part.trimEnd().split(/\r?\n/))
  const named = sections.map((lines, index) => oneOf(kinds, kindOf(lines, index)))
  const section = (kind: Kind) => sections[named.indexOf(kind)]
  const [transport, audio, video] = [sections[0], section('audio'), section('video')]
  if (!transport || !audio || new Set(named).size < named.length) throw refusal('other media')
  if (sections.some((lines, index) => value(lines, 'mid') !== `${index}`)) throw refusal('other names of media')
  // The other sections are bundled with the first, so only its transport counts (RFC 9143 §7.2.1).
  const shared = (name: string) => value(transport, name) ?? value(session, name)
  return {
    type,
    setup: oneOf(setups, shared('setup')),
    ufrag: iceText(shared('ice-ufrag'), MIN_UFRAG),
    pwd: iceText(shared('ice-pwd'), MIN_PWD),
    fingerprint: readFingerprint(shared('fingerprint')),
    kinds: named,
    audio: readMedia(audio, 'opus/48000'),
    video: video ? readMedia(video, 'VP8/90000') : null,
    candidates: readCandidates(transport),
  }
}

/**
 * The kind of a section that is used, as its `m=` line names it. Port 0 stands for one that is not, unless it is to be
 * bundled with the first and says so (RFC 9143 §7.2.1), as Firefox's offers do.
 */
function kindOf(lines: Lines, index: number): string | undefined {
  const [, kind, port] = /^m=(\w+) (\d+) /.exec(lines[0] ?? '') ?? []
  return port === '0' && (index === 0 || !lines.includes('a=bundle-only')) ? undefined : kind
}

const refusal = (what: string) => new TypeError(`Not a description for a code: ${what}`)

const value = (lines: Lines, name: string) =>
  lines.find((line) => line.startsWith(`a=${name}:`))?.slice(`a=${name}:`.length)

function oneOf<T extends string>(known: readonly T[], text: string | undefined): T {
  const found = known.find((one) => one === text)
  if (!found) throw refusal(`${text} is not one of ${known.join(', ')}`)
  return found
}

/** Checks an ICE username fragment or password (RFC 8839 §5.4). */
function iceText(text: string | undefined, shortest: number): string {
  if (!text || text.length < shortest || !/^[A-Za-z0-9+/]{1,255}$/.test(text)) throw refusal('ICE credentials')
  return text
}

/** Parses a SHA-256 fingerprint (RFC 8122 §5). */
function readFingerprint(text: string | undefined): Uint8Array {
  const [, hex] = /^sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/i.exec(text ?? '') ?? []
  if (!hex) throw refusal('fingerprint')
  return Uint8Array.from(hex.split(':'), (byte) => Number.parseInt(byte, 16))
}

function readMedia(lines: Lines, codecName: string): MediaOutline {
  const codec = payloadType(lines, codecName)
  if (codec === 0) throw refusal(`no ${codecName}`)
  const rtx = lines.flatMap((line) => (line.endsWith(` apt=${codec}`) ? (/^a=fmtp:(\d+) /.exec(line)?.[1] ?? []) : []))
  return {
    direction: directions.find((one) => lines.includes(`a=${one}`)) ?? 'sendrecv',
    codec,
    rtx: Number(rtx[0] ?? 0),
    mid: extension(lines, MID),
    transport: extension(lines, TRANSPORT),
  }
}

function payloadType(lines: Lines, name: string): number {
  const line = lines.find((one) => /^a=rtpmap:\d+ /.test(one) && one.toLowerCase().includes(` ${name.toLowerCase()}`))
  return Number(/^a=rtpmap:(\d+)/.exec(line ?? '')?.[1] ?? 0)
}

/** The number of a header extension; 0 if there is none, or if it needs the two-byte form (RFC 8285 §4.3). */
function extension(lines: Lines, uri: string): number {
  const line = lines.find((one) => one.startsWith('a=extmap:') && one.endsWith(` ${uri}`))
  const id = Number(/^a=extmap:(\d+)/.exec(line ?? '')?.[1] ?? 0)
  return id < 15 ? id : 0
}
