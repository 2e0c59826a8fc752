import type { Outbox } from '@parley/call'
import type { Clock, IceServer } from '@parley/protocol'

/** How long a connection waits for the server's list before it does without. Milliseconds. */
const PATIENCE_MS = 3_000

/** Credentials are fetched anew this long before they run out. Milliseconds. */
const MARGIN_MS = 5 * 60_000

/** Hands out ICE servers, asking the signalling server only when what it has runs out. Never fails: without an answer it does without. */
export function createIceServers(outbox: Outbox, clock: Clock): () => Promise<IceServer[]> {
  let known: { iceServers: IceServer[]; until: number } = { iceServers: [], until: 0 }
  let asking: Promise<void> | null = null

  async function ask(): Promise<void> {
    const started = clock.now()
    const ack = await outbox.deliver('getIceServers', {}, () => clock.now() - started < PATIENCE_MS)
    if (ack?.ok) known = { iceServers: ack.iceServers, until: clock.now() + ack.ttlSeconds * 1000 - MARGIN_MS }
  }

  return async () => {
    if (clock.now() < known.until) return known.iceServers
    asking ??= ask().finally(() => {
      asking = null
    })
    let cancel = () => {}
    await Promise.race([asking, new Promise<void>((resolve) => (cancel = clock.setTimeout(resolve, PATIENCE_MS)))])
    cancel()
    return known.iceServers
  }
}
