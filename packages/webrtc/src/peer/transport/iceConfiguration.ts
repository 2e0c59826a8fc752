import type { Clock } from '@parley/protocol'
import type { PendingWork } from '../../async/pendingWork.ts'
import type { IceServers, SessionPorts, Teardown } from '../../ports.ts'

/** Retry delay when new credentials could not be fetched. Milliseconds. */
const AGAIN_MS = 60_000

/** Retry delay when no server list has arrived and only relays may be used. Milliseconds. */
const UNANSWERED_MS = 2_000

/** A browser's timer cannot wait for longer than 24 days. Milliseconds. */
const MAX_WAIT_MS = 24 * 60 * 60_000

/** The configuration of a connection, renewed before the TURN credentials expire. */
export interface IceConfiguration {
  /** Never rejects: without an answer it returns the last known servers, or none. */
  get(): Promise<RTCConfiguration>
  close(): void
}

/** True if an ICE server is a relay (TURN, RFC 7065), and not only tells a device its address. */
export const isRelay = ({ urls }: RTCIceServer): boolean => [urls].flat().some((url) => /^turns?:/i.test(url))

/**
 * Creates a configuration without servers.
 *
 * @param relayed only TURN servers are used, if there is one or the list of servers has not arrived
 * @param renewed called with new credentials, because the server will refuse the old ones at the next refresh (RFC 8656 §3.4)
 */
export function createIceConfiguration(
  { iceServers, clock }: Pick<SessionPorts, 'iceServers'> & { clock: Clock },
  relayed: boolean,
  pendingWork: PendingWork,
  renewed: (config: RTCConfiguration) => void,
): IceConfiguration {
  let known: IceServers = { servers: [], renewAt: null }
  let answered = false
  let cancel: Teardown = () => {}
  let closed = false

  async function ask(): Promise<RTCConfiguration> {
    try {
      known = await iceServers()
      answered = true
    } catch {
      // Without servers, two devices on one network still connect. For the others the deadline ends the call.
    }
    const config: RTCConfiguration = { iceServers: known.servers, bundlePolicy: 'max-bundle' }
    const hidden = relayed && (!answered || known.servers.some(isRelay))
    return hidden ? { ...config, iceTransportPolicy: 'relay' } : config
  }

  /** Milliseconds until servers are fetched again; null for never. */
  function wait(): number | null {
    if (relayed && !answered) return UNANSWERED_MS
    if (known.renewAt === null) return null
    const left = known.renewAt - clock.now()
    return left > 0 ? Math.min(left, MAX_WAIT_MS) : AGAIN_MS
  }

  function arm(): void {
    cancel()
    const ms = closed ? null : wait()
    if (ms !== null) cancel = clock.setTimeout(() => pendingWork.start(renew), ms)
  }

  async function renew(): Promise<void> {
    const before = { renewAt: known.renewAt, answered }
    const config = await ask()
    if (!closed && (known.renewAt !== before.renewAt || answered !== before.answered)) renewed(config)
    arm()
  }

  return {
    async get() {
      const config = await ask()
      arm()
      return config
    },
    close() {
      closed = true
      cancel()
    },
  }
}
