import type { Outbox } from '@parley/call'
import type { CallLink } from '@parley/protocol'
import { randomName } from '../account/deviceId.ts'

/** How long the server may take; then it is as if it had said no. Milliseconds. */
const PATIENCE_MS = 10_000

/** Makes a call link that nobody can guess; null if the server does not take it. */
export async function newCallLink(outbox: Outbox): Promise<CallLink | null> {
  const link = randomName()
  const since = Date.now()
  const ack = await outbox.deliver('createCallLink', { link }, () => Date.now() - since < PATIENCE_MS)
  return ack?.ok ? link : null
}
