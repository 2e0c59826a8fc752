import type { Clock } from '@parley/protocol'
import type { PendingWork } from '../../async/pendingWork.ts'
import type { IceServers, SessionPorts, Teardown } from '../../ports.ts'

/** New credentials that could not be had are asked for again after this time. Milliseconds. */
const AGAIN_MS = 60_000

/** A relay that must not be done without is asked for again after this time. Milliseconds. */
const UNANSWERED_MS = 2_000

/** A timer of a browser cannot wait for longer than 24 days. Milliseconds. */
const MAX_WAIT_MS = 24 * 60 * 60_000

/** What a connection is made from, and made from anew before its relay's credentials run out. */
export interface IceConfiguration {
  /** Never rejects: without an answer it is what was known, or nothing. */
  get(): Promise<RTCConfiguration>
  close(): void
}

const isRelay = ({ urls }: RTCIceServer): boolean => [urls].flat().some((url) => /^turns?:/i.test(url))

/**
 * Creates a configuration that nobody has asked for.
 *
 * @param relayed nothing but a TURN server's address is named to the other side, if there is such a server or nobody
 *   has said that there is none
 * @param renewed there are new credentials; those in use are about to be refused (RFC 8656 §3.4, a refresh is authenticated)
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
      // Without them two devices on one network still find each other; the deadline speaks for the others.
    }
    const config: RTCConfiguration = { iceServers: known.servers, bundlePolicy: 'max-bundle' }
    const hidden = relayed && (!answered || known.servers.some(isRelay))
    return hidden ? { ...config, iceTransportPolicy: 'relay' } : config
  }

  /** How long until they are asked for again; null for never. */
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
