import type { Outbox } from '@parley/call'
import type { CallLink, Clock } from '@parley/protocol'
import { randomName } from '../account/randomName.ts'

/** How long the server may take; then it is as if it had said no. Milliseconds. */
const PATIENCE_MS = 10_000

/** Makes a call link that nobody can guess; null if the server does not take it. */
export async function createCallLink(outbox: Outbox, clock: Clock): Promise<CallLink | null> {
  const link = randomName()
  const since = clock.now()
  const ack = await outbox.deliver('createCallLink', { link }, () => clock.now() - since < PATIENCE_MS)
  return ack?.ok ? link : null
}
