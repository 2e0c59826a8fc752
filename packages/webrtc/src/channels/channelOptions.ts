import type { Allowance } from './inboundBudget.ts'

/** The channels of a profile. */
export type ChannelName = 'bulk' | 'inputs'

/** The properties of one channel. Sizes in bytes are those of a whole frame. */
export interface ChannelOptions {
  /** Both sides use the same id (WebRTC §6.2, `negotiated`); `control` has 0. */
  id: number
  init: Pick<RTCDataChannelInit, 'ordered' | 'maxRetransmits'>
  maxBytes: number
  /** At most this many bytes wait in the data channel. */
  fullAt: number
  /** `bufferedAmountLowThreshold`. */
  lowAt: number
  /** Only the newest message of a type counts: a late one is dropped, and a waiting one replaced. */
  newestOnly: boolean
  /** How much of a type is taken whose listener names no other allowance, and of all types together that nobody listens to. */
  allowance: Allowance
  /** The part of each frame in which messages are read. */
  share: number
}

/**
 * Fits one datagram of 1,200 bytes (RFC 8831 §5) with its headers: 50 bytes of SCTP and DTLS in Chromium, a few more over a relay.
 * Above 1,160 bytes Chromium splits a message in two, and losing either part loses both.
 */
const DATAGRAM_BYTES = 1_100

const KB = 1024

export const CHANNEL_OPTIONS: Readonly<Record<ChannelName, ChannelOptions>> = {
  bulk: {
    id: 1,
    init: { ordered: false },
    maxBytes: 16 * 1024,
    fullAt: 256 * 1024,
    lowAt: 64 * 1024,
    newestOnly: false,
    allowance: { messages: 600, messagesPerSecond: 20, bytes: 4_096 * KB, bytesPerSecond: 256 * KB },
    share: 1 / 2,
  },
  inputs: {
    id: 2,
    init: { ordered: false, maxRetransmits: 0 },
    maxBytes: DATAGRAM_BYTES,
    fullAt: 4 * DATAGRAM_BYTES,
    lowAt: DATAGRAM_BYTES,
    newestOnly: true,
    // Twice what the fastest screens show.
    allowance: { messages: 500, messagesPerSecond: 250, bytes: 512 * KB, bytesPerSecond: 256 * KB },
    share: 1 / 4,
  },
}
