import type { Signal } from '@parley/protocol'

/** A signal with an unsigned description; the server only passes it on. */
export const describing = (sdp: string, negotiation = 'n'): Signal => ({
  type: 'description',
  negotiation,
  description: { type: 'offer', sdp },
  seal: {
    identity: { root: `B${'A'.repeat(86)}`, certificates: [], revocations: null },
    signature: `h.p.${'s'.repeat(86)}`,
  },
})
