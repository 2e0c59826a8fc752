import type { CompactCandidate } from './candidates.ts'

/** The values of `SdpType` (WebRTC §4.8.1) that a code can carry. */
export type DescriptionType = 'offer' | 'answer'

/** The directions; an index is the number in a code: bit 0 is sending, bit 1 receiving. */
export const directions = ['inactive', 'sendonly', 'recvonly', 'sendrecv'] as const
/** The values of `a=setup` (RFC 4145 §4); an index is the number in a code. */
export const setups = ['actpass', 'active', 'passive'] as const

/** The shortest ICE username fragment (RFC 8839 §5.4). Characters. */
export const MIN_UFRAG = 4
/** The shortest ICE password (RFC 8839 §5.4). Characters. */
export const MIN_PWD = 22

/** The kinds of m-sections; an index plus one is the number in a code. */
export const kinds = ['audio', 'video', 'application'] as const
/** One kind of m-section. */
export type Kind = (typeof kinds)[number]

/** The parameters that two devices must agree on for one kind of media; a number is 0 if there is none. */
export interface MediaOutline {
  direction: (typeof directions)[number]
  /** The payload type of opus or VP8. */
  codec: number
  /** The payload type of VP8's retransmission. */
  rtx: number
  /** The header extension (RFC 8285) with a packet's m-section (RFC 9143 §15). */
  mid: number
  /** The header extension (RFC 8285) with a packet's number for congestion control. */
  transport: number
}

/** The parts of a description that differ between Parley's descriptions. */
export interface Outline {
  type: DescriptionType
  setup: (typeof setups)[number]
  ufrag: string
  pwd: string
  /** The SHA-256 fingerprint of the DTLS certificate. */
  fingerprint: Uint8Array
  /** The m-sections in order: exactly one of audio, at most one of each other kind. */
  kinds: readonly Kind[]
  audio: MediaOutline
  video: MediaOutline | null
  candidates: readonly CompactCandidate[]
}
