import type { SessionPorts, Teardown } from '../ports.ts'
import { createWork } from '../work.ts'
import { createIceConfiguration } from './iceConfiguration.ts'

/** Whether a connection is about to be needed, and whether only a relay's address may be named on it. */
export type SpareWish = { relayed: boolean } | null

/**
 * A connection that is ready for whoever needs one next: it has its certificate, and finds out how it can be reached (W3C
 * WebRTC §4.2.1, `iceCandidatePoolSize`). Until then nobody is told of it but the STUN and TURN servers.
 */
export interface Spare {
  /** Makes one, once; null lets go of what was not needed. */
  want(wish: SpareWish): void
  /** The one that is ready, if it was made for this, or a new one. */
  take(config: RTCConfiguration): RTCPeerConnection
  settled(): Promise<void>
}

/** Creates nothing yet. */
export function createSpare(
  ports: Pick<SessionPorts, 'createPeerConnection' | 'iceServers' | 'onNetworkChange' | 'clock'>,
): Spare {
  const work = createWork()
  let wanted: { relayed: boolean; stop: Teardown } | null = null
  let ready: { connection: RTCPeerConnection; config: string } | null = null

  function drop(): void {
    ready?.connection.close()
    ready = null
  }

  function make(config: RTCConfiguration): void {
    drop()
    try {
      ready = { connection: ports.createPeerConnection(config), config: JSON.stringify(config) }
    } catch {
      // Whoever needs one finds that out again, and knows what to do.
    }
  }

  /** Keeps one ready until it is stopped: what it has found out is worth nothing with other credentials, or elsewhere. */
  function begin(relayed: boolean): Teardown {
    let stopped = false
    const ice = createIceConfiguration(ports, relayed, work, make)
    const start = () =>
      work.start(async () => {
        const config = await ice.get()
        if (!stopped) make(config)
      })
    const stopWatching = ports.onNetworkChange(start)
    start()
    return () => {
      stopped = true
      stopWatching()
      ice.close()
    }
  }

  return {
    want(wish) {
      if (wanted && wish && wanted.relayed === wish.relayed) return
      wanted?.stop()
      wanted = null
      drop()
      if (wish) wanted = { relayed: wish.relayed, stop: begin(wish.relayed) }
    },
    take(config) {
      wanted?.stop()
      if (ready?.config !== JSON.stringify(config)) {
        drop()
        return ports.createPeerConnection(config)
      }
      const { connection } = ready
      ready = null
      return connection
    },
    settled: work.settled,
  }
}
