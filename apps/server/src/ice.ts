import { createHmac, randomBytes } from 'node:crypto'
import type { IceServer } from '@parley/protocol'

/** How long TURN credentials are valid. Seconds. */
const TTL_SECONDS = 3600

/** The operator's ICE servers. */
export interface IceOptions {
  stunUrls: readonly string[]
  turnUrls: readonly string[]
  turnSecret: string | null
  /** Milliseconds since the epoch: the TURN server compares the expiry with its own clock. */
  wall: () => number
}

/** Returns the ICE servers for one device, with fresh TURN credentials that expire after `ttlSeconds`. */
export type IceServers = () => { iceServers: IceServer[]; ttlSeconds: number }

/**
 * Creates ICE servers with TURN credentials for coturn's `use-auth-secret` (draft-uberti-behave-turn-rest-00 §2.2). The
 * username is the expiry time and a random part; a user's ID would travel unencrypted (§6 of the same).
 */
export function createIceServers({ stunUrls, turnUrls, turnSecret, wall }: IceOptions): IceServers {
  return () => {
    const iceServers: IceServer[] = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : []
    if (turnUrls.length > 0 && turnSecret !== null) {
      const username = `${Math.floor(wall() / 1000) + TTL_SECONDS}:${randomBytes(9).toString('base64url')}`
      const credential = createHmac('sha1', turnSecret).update(username).digest('base64')
      iceServers.push({ urls: [...turnUrls], username, credential })
    }
    return { iceServers, ttlSeconds: TTL_SECONDS }
  }
}
