import type { Identity } from '@parley/protocol'

/** An identity of the right shape; there is nothing behind it. */
export const sampleIdentity: Identity = { root: `B${'A'.repeat(86)}`, certificates: [], revocations: null }
