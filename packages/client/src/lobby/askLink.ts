import type { CallLink } from '@parley/protocol'
import type { ServerAccess } from '../serverAccess.ts'

/** Whether somebody can join at a call link. `unknown`: the server does not answer. */
export type LinkState = 'open' | 'gone' | 'unknown'

/**
 * Asks the server whether somebody can join at a call link. Sends the link's SHA-256, which opens nothing, because
 * addresses of requests are logged on their way. Never rejects.
 */
export async function askLink(
  server: Pick<ServerAccess, 'json'>,
  link: CallLink,
  signal: AbortSignal,
): Promise<LinkState> {
  try {
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(link))
    const name = btoa(String.fromCharCode(...new Uint8Array(hash)))
    const path = name.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
    const answer = await server.json(`api/links/${path}`, signal)
    const state = typeof answer === 'object' && answer !== null && 'state' in answer ? answer.state : null
    return state === 'open' || state === 'gone' ? state : 'unknown'
  } catch {
    return 'unknown'
  }
}
