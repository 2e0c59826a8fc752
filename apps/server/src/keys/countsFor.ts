import { type Chain, counts } from '@parley/identity'
import type { Binding } from '../directory/directory.ts'
import { revocationListOf } from './revocationListOf.ts'

/** Whether the key that a chain leads to counts for an ID. The chain is of this ID and root, and verified. */
export const countsFor = async (binding: Binding, chain: Chain): Promise<boolean> =>
  counts(await revocationListOf(binding), chain)
