import type { Outbox } from '@parley/call'
import type { CallLink, Clock } from '@parley/protocol'
import { randomName } from '../account/randomName.ts'

/** Retries of the request stop after this time. Milliseconds. */
const PATIENCE_MS = 10_000

/** Creates a call link of 128 random bits; null if the server refuses it or does not answer. */
export async function createCallLink(outbox: Outbox, clock: Clock): Promise<CallLink | null> {
  const link = randomName()
  const since = clock.now()
  const ack = await outbox.deliver('createCallLink', { link }, () => clock.now() - since < PATIENCE_MS)
  return ack?.ok ? link : null
}
