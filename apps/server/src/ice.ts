import { createHmac, randomBytes } from 'node:crypto'
import type { IceServer } from '@parley/protocol'

/** How long TURN credentials are valid. Seconds. */
const TTL_SECONDS = 3600

export interface IceOptions {
  stunUrls: readonly string[]
  turnUrls: readonly string[]
  turnSecret: string | null
  /** Milliseconds since the epoch. */
  now: () => number
}

/** Makes the ICE servers a device may use now, with TURN credentials of its own that expire. */
export type IceServers = () => { iceServers: IceServer[]; ttlSeconds: number }

/**
 * TURN credentials as coturn's `use-auth-secret` checks them (draft-uberti-behave-turn-rest-00 §2.2): the name is
 * when they expire and a random part instead of a user's ID, because it travels unencrypted (§6 of the same).
 */
export function createIceServers({ stunUrls, turnUrls, turnSecret, now }: IceOptions): IceServers {
  return () => {
    const iceServers: IceServer[] = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : []
    if (turnUrls.length > 0 && turnSecret !== null) {
      const username = `${Math.floor(now() / 1000) + TTL_SECONDS}:${randomBytes(9).toString('base64url')}`
      const credential = createHmac('sha1', turnSecret).update(username).digest('base64')
      iceServers.push({ urls: [...turnUrls], username, credential })
    }
    return { iceServers, ttlSeconds: TTL_SECONDS }
  }
}
