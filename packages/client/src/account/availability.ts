import type { UserId } from '@parley/protocol'
import type { ServerAccess } from '../serverAccess.ts'
import type { SelfStore } from '../storage/selfStore.ts'

/** Whether an ID can be claimed. `unknown`: the server does not answer, or this browser has the ID's key. */
export type Availability = 'free' | 'taken' | 'unknown'

interface Deps {
  server: Pick<ServerAccess, 'json'>
  selves: Pick<SelfStore, 'has'>
}

/** Asks the server whether an ID can be claimed. Never rejects. */
export async function askAvailability(
  { server, selves }: Deps,
  userId: UserId,
  signal: AbortSignal,
): Promise<Availability> {
  if (await selves.has(userId).catch(() => false)) return 'unknown'
  try {
    const answer = await server.json(`api/ids/${encodeURIComponent(userId)}`, signal)
    const state = typeof answer === 'object' && answer !== null && 'state' in answer ? answer.state : null
    return state === 'free' || state === 'taken' ? state : 'unknown'
  } catch {
    return 'unknown'
  }
}
