import type { CallState } from '@parley/client'
import { whenIdle } from '../browser/whenIdle.ts'

interface Offline {
  /** Absent outside of secure contexts, whatever the types say. */
  workers: Pick<ServiceWorkerContainer, 'register'> | undefined
  call(): CallState
}

/**
 * Lets this page be opened without its server from now on: a worker keeps the app. Asked for when the browser has nothing
 * else to do, and not in a call, which has better use for the line. Without it everything but that works.
 */
export function keepForOffline({ workers, call }: Offline, when: (task: () => void) => void = whenIdle): void {
  if (!workers) return
  when(() => {
    if (call().status !== 'IDLE') return
    // Its own address, wherever the page lives in a host. Rejects where the person allows no storage.
    workers.register(new URL('sw.js', document.baseURI), { updateViaCache: 'none' }).catch(() => undefined)
  })
}
