import { type RevocationList, readRevocations } from '@parley/identity'
import type { Binding } from '../directory/directory.ts'

/** Which keys of an ID count no more. Rejects if what is stored cannot be read: then nobody's key is said to count. */
export async function revocationListOf({ userId, root, revocations }: Binding): Promise<RevocationList | null> {
  if (!revocations) return null
  const list = await readRevocations(userId, root, revocations, null)
  if (!list) throw new Error('the revocations of an ID cannot be read')
  return list
}
