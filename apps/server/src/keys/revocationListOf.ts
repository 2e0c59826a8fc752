import { type RevocationList, readRevocations } from '@parley/identity'
import type { Binding } from '../directory/directory.ts'

/** Reads an ID's revoked keys; null if there are none. Rejects if the stored statement is invalid, so no key passes. */
export async function revocationListOf({ userId, root, revocations }: Binding): Promise<RevocationList | null> {
  if (!revocations) return null
  const list = await readRevocations(userId, root, revocations, null)
  if (!list) throw new Error('the revocations of an ID cannot be read')
  return list
}
