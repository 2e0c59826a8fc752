import type { CallState } from '@parley/client'
import { whenIdle } from '../browser/whenIdle.ts'

interface Offline {
  /** Undefined outside of secure contexts, which the types do not say. */
  workers: Pick<ServiceWorkerContainer, 'register'> | undefined
  call(): CallState
}

/**
 * Registers a service worker that stores the app, so that this page opens without its server. It registers when the
 * browser is idle and no call is on, because a call needs the bandwidth. If it fails, only opening without the server
 * is lost.
 */
export function keepForOffline({ workers, call }: Offline, when: (task: () => void) => void = whenIdle): void {
  if (!workers) return
  when(() => {
    if (call().status !== 'IDLE') return
    // Relative to the page, which may be in a folder of its host. Rejects where the person allows no storage.
    workers.register(new URL('sw.js', document.baseURI), { updateViaCache: 'none' }).catch(() => undefined)
  })
}
