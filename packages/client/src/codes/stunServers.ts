import type { IceServers } from '@parley/webrtc'
import type { ServerAccess } from '../serverAccess.ts'
import type { JsonStorage } from '../storage/jsonStorage.ts'

const KEY = 'parley.stun'

/** How long a code waits for the server's list. Milliseconds. */
const PATIENCE_MS = 2_000

/** Only STUN (RFC 7064): TURN needs credentials, which only the server could give. */
const isUrls = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((url) => typeof url === 'string' && /^stuns?:/.test(url))

interface StunOptions {
  server: Pick<ServerAccess, 'json'>
  local: JsonStorage
}

/**
 * Creates a function that returns the STUN servers for calls by codes: the server's list, its last list while it does
 * not answer, or none. It never rejects.
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
