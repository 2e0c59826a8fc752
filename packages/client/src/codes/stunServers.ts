import type { IceServers } from '@parley/webrtc'
import type { ServerAccess } from '../serverAccess.ts'
import type { JsonStorage } from '../storage/jsonStorage.ts'

const KEY = 'parley.stun'

/** How long a code waits for the server's word before it does without. Milliseconds. */
const PATIENCE_MS = 2_000

/** RFC 7064. Nothing that needs credentials: who makes a code may have none. */
const isUrls = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((url) => typeof url === 'string' && /^stuns?:/.test(url))

interface StunOptions {
  server: Pick<ServerAccess, 'json'>
  local: JsonStorage
}

/**
 * The STUN servers of calls by codes: as the server says, as it said the last time if it is away, and none if it
 * never said anything. Never fails.
 */
export function createStunServers({ server, local }: StunOptions): () => Promise<IceServers> {
  async function urls(): Promise<string[]> {
    try {
      const said = await server.json('api/stun', AbortSignal.timeout(PATIENCE_MS))
      const urls = typeof said === 'object' && said !== null && 'urls' in said ? said.urls : null
      if (isUrls(urls)) {
        local.write(KEY, urls)
        return urls
      }
    } catch {
      // No server, or no network.
    }
    return local.read(KEY, isUrls) ?? []
  }
  return async () => {
    const known = await urls()
    return { servers: known.length > 0 ? [{ urls: known }] : [], renewAt: null }
  }
}
