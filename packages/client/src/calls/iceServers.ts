import type { Outbox } from '@parley/call'
import { CallError, type Clock } from '@parley/protocol'
import type { IceServers } from '@parley/webrtc'

/** How long a connection waits for the server's list. Milliseconds. */
const PATIENCE_MS = 3_000

/** Credentials are renewed this long before they expire, or after half of their life if that is later. Milliseconds. */
const MARGIN_MS = 5 * 60_000

/**
 * Creates a function that returns the ICE servers. It asks the server only when its list expires; if the server does
 * not answer, it returns the old list. It rejects with a CallError `unavailable` if the server has never answered,
 * which does not mean that there are no ICE servers.
 */
export function createIceServers(outbox: Outbox, clock: Clock): () => Promise<IceServers> {
  let known: IceServers | null = null
  let until = 0
  let asking: Promise<void> | null = null

  async function ask(): Promise<void> {
    const started = clock.now()
    const ack = await outbox.deliver('getIceServers', {}, () => clock.now() - started < PATIENCE_MS)
    if (!ack?.ok) return
    const lifeMs = ack.ttlSeconds * 1000
    until = clock.now() + Math.max(lifeMs - MARGIN_MS, lifeMs / 2)
    const expires = ack.iceServers.some((server) => 'credential' in server)
    known = { servers: ack.iceServers, renewAt: expires ? until : null }
  }

  return async () => {
    if (known && clock.now() < until) return known
    asking ??= ask().finally(() => {
      asking = null
    })
    let cancel = () => {}
    await Promise.race([asking, new Promise<void>((resolve) => (cancel = clock.setTimeout(resolve, PATIENCE_MS)))])
    cancel()
    if (!known) throw new CallError('unavailable')
    return known
  }
}
