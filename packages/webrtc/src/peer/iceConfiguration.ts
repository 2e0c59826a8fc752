import type { Clock } from '@parley/protocol'
import type { IceServers, SessionPorts, Teardown } from '../ports.ts'
import type { Work } from '../work.ts'

/** New credentials that could not be had are asked for again after this time. Milliseconds. */
const AGAIN_MS = 60_000

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
 * @param relayed nothing but a TURN server's address is named to the other side, if there is such a server
 * @param renewed there are new credentials; those in use are about to be refused (RFC 8656 §3.4, a refresh is authenticated)
 */
export function createIceConfiguration(
  { iceServers, clock }: Pick<SessionPorts, 'iceServers'> & { clock: Clock },
  relayed: boolean,
  work: Work,
  renewed: (config: RTCConfiguration) => void,
): IceConfiguration {
  let known: IceServers = { servers: [], renewAt: null }
  let cancel: Teardown = () => {}
  let closed = false

  async function ask(): Promise<RTCConfiguration> {
    // Without them two devices on one network still find each other; the deadline speaks for the others.
    known = await iceServers().catch(() => known)
    const config: RTCConfiguration = { iceServers: known.servers, bundlePolicy: 'max-bundle' }
    return relayed && known.servers.some(isRelay) ? { ...config, iceTransportPolicy: 'relay' } : config
  }

  function arm(): void {
    cancel()
    if (closed || known.renewAt === null) return
    const wait = known.renewAt - clock.now()
    cancel = clock.setTimeout(() => work.start(renew), wait > 0 ? Math.min(wait, MAX_WAIT_MS) : AGAIN_MS)
  }

  async function renew(): Promise<void> {
    const { renewAt } = known
    const config = await ask()
    if (!closed && known.renewAt !== renewAt) renewed(config)
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
