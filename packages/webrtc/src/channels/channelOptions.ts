/** The channels of a profile. */
export type ChannelName = 'bulk' | 'inputs'

/** What one channel is like. Bytes are those of a whole frame. */
export interface ChannelOptions {
  /** Both sides name the same (WebRTC §6.2, `negotiated`); `control` is 0. */
  id: number
  init: Pick<RTCDataChannelInit, 'ordered' | 'maxRetransmits'>
  maxBytes: number
  /** No more than this waits in the channel. */
  fullAt: number
  /** `bufferedAmountLowThreshold`. */
  lowAt: number
  /** Only the newest of a type counts: what is late is dropped, and what waits is replaced. */
  newestOnly: boolean
}

/**
 * One datagram of less than 1,200 bytes (RFC 8831 §5) with what is around it: 50 bytes of SCTP and DTLS in Chromium, a few more over a
 * relay. Above 1,160 Chromium cuts a message in two, and the loss of either would be the loss of both.
 */
const DATAGRAM_BYTES = 1_100

export const CHANNEL_OPTIONS: Readonly<Record<ChannelName, ChannelOptions>> = {
  bulk: {
    id: 1,
    init: { ordered: false },
    maxBytes: 16 * 1024,
    fullAt: 256 * 1024,
    lowAt: 64 * 1024,
    newestOnly: false,
  },
  inputs: {
    id: 2,
    init: { ordered: false, maxRetransmits: 0 },
    maxBytes: DATAGRAM_BYTES,
    fullAt: 4 * DATAGRAM_BYTES,
    lowAt: DATAGRAM_BYTES,
    newestOnly: true,
  },
}
