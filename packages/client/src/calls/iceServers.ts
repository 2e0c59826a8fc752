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
 *
 * @param told called with each list that the server sends
 */
export function createIceServers(
  outbox: Outbox,
  clock: Clock,
  told: (servers: IceServers) => void = () => {},
): () => Promise<IceServers> {
  let known: IceServers | null = null
  /** When the list expires, by both clocks: a monotonic one may stand still while the machine sleeps. */
  let until = { now: 0, wall: 0 }
  let asking: Promise<void> | null = null

  async function ask(): Promise<void> {
    const started = clock.now()
    const ack = await outbox.deliver('getIceServers', {}, () => clock.now() - started < PATIENCE_MS)
    if (!ack?.ok) return
    const lifeMs = ack.ttlSeconds * 1000
    const usedMs = Math.max(lifeMs - MARGIN_MS, lifeMs / 2)
    until = { now: clock.now() + usedMs, wall: clock.wall() + usedMs }
    const expires = ack.iceServers.some((server) => 'credential' in server)
    known = { servers: ack.iceServers, renewAt: expires ? until.now : null }
    told(known)
  }

  return async () => {
    if (known && clock.now() < until.now && clock.wall() < until.wall) return known
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
