import { type Chain, counts } from '@parley/identity'
import type { Binding } from '../directory/directory.ts'
import { revocationListOf } from './revocationListOf.ts'

/** True if no key of the chain has been revoked. The chain must be verified and of the binding's ID and root. */
export const countsFor = async (binding: Binding, chain: Chain): Promise<boolean> =>
  counts(await revocationListOf(binding), chain)
