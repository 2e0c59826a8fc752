import type { IceServers } from '@parley/webrtc'
import type { JsonStorage } from '../storage/jsonStorage.ts'

const KEY = 'parley.stun'

/** How long a code waits for the server's word before it does without. Milliseconds. */
const PATIENCE_MS = 2_000

/** RFC 7064. Nothing that needs credentials: who makes a code may have none. */
const isUrls = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((url) => typeof url === 'string' && /^stuns?:/.test(url))

interface StunOptions {
  /** Asks the server that this page came from, if there is one. */
  ask(signal: AbortSignal): Promise<unknown>
  local: JsonStorage
}

/**
 * The STUN servers of calls by codes: as the page's server says, as it said the last time if it is away, and none if it
 * never said anything. Never fails.
 */
export function createStunServers({ ask, local }: StunOptions): () => Promise<IceServers> {
  async function urls(): Promise<string[]> {
    try {
      const said = await ask(AbortSignal.timeout(PATIENCE_MS))
      if (isUrls(said)) {
        local.write(KEY, said)
        return said
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

/** Asks the server of this page, wherever in a host it lives. */
export async function askForStun(signal: AbortSignal): Promise<unknown> {
  const response = await fetch(new URL('api/stun', document.baseURI), { signal, cache: 'no-store' })
  const said: unknown = response.ok ? await response.json() : null
  return typeof said === 'object' && said !== null && 'urls' in said ? said.urls : null
}
