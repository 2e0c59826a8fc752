import type { ClientPage } from './platform.ts'

/** A page that also tells its `onHide` listeners when its client is closed. */
export interface PageEnd {
  page: ClientPage
  /** Tells the listeners that the page goes, then removes them. */
  end(): void
}

export function createPageEnd(page: ClientPage): PageEnd {
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of [...listeners]) listener()
  }
  const stop = page.onHide(tell)
  return {
    page: {
      origin: page.origin,
      label: page.label,
      reload: page.reload,
      onHide(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    end() {
      tell()
      stop()
      listeners.clear()
    },
  }
}
