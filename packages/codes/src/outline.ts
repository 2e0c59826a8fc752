import type { CompactCandidate } from './candidates.ts'

/** `SdpType` of WebRTC §4.8.1, as far as a code can carry it. */
export type DescriptionType = 'offer' | 'answer'

/** Their places are their numbers in a code: bit 0 is sending, bit 1 receiving. */
export const directions = ['inactive', 'sendonly', 'recvonly', 'sendrecv'] as const
export const setups = ['actpass', 'active', 'passive'] as const

/** Characters of ICE credentials (RFC 8839 §5.4). */
export const MIN_UFRAG = 4
export const MIN_PWD = 22

/** What an m-section is for. */
export const kinds = ['audio', 'video', 'application'] as const
export type Kind = (typeof kinds)[number]

/** What two devices must agree on for one kind of media. Numbers are 0 where there is none. */
export interface MediaOutline {
  direction: (typeof directions)[number]
  /** Payload types: opus, or VP8 and its retransmission. */
  codec: number
  rtx: number
  /** Header extensions (RFC 8285): which m-section a packet is of (RFC 9143 §15), and its number for congestion control. */
  mid: number
  transport: number
}

/** All that a description says that does not stand in every description of Parley's. */
export interface Outline {
  type: DescriptionType
  setup: (typeof setups)[number]
  ufrag: string
  pwd: string
  /** SHA-256. */
  fingerprint: Uint8Array
  /** The m-sections in their order; one of audio, at most one of each other kind. */
  kinds: readonly Kind[]
  audio: MediaOutline
  video: MediaOutline | null
  candidates: readonly CompactCandidate[]
}
