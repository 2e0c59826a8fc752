import type { Clock } from '@parley/protocol'
import type { DeviceNews } from '../mediaSnapshot.ts'
import type { DeviceKind, Teardown } from '../ports.ts'

/** How long something that happened by itself is told. */
const TOLD_MS = 8_000

/** Holds the last news of each kind of device for some seconds. */
export interface NewsBoard {
  tell(news: DeviceNews): void
  /** It is no longer so: the person has chosen otherwise. */
  forget(kind: DeviceKind): void
  list(): readonly DeviceNews[]
  clear(): void
}

/** Creates an empty board; `changed` is told when something is taken down by itself. */
export function createNewsBoard(clock: Clock, changed: () => void): NewsBoard {
  const told = new Map<DeviceKind, { news: DeviceNews; cancel: Teardown }>()

  function forget(kind: DeviceKind): void {
    told.get(kind)?.cancel()
    told.delete(kind)
  }

  return {
    tell(news) {
      forget(news.kind)
      const cancel = clock.setTimeout(() => {
        told.delete(news.kind)
        changed()
      }, TOLD_MS)
      told.set(news.kind, { news, cancel })
    },
    forget,
    list: () => [...told.values()].map(({ news }) => news),
    clear() {
      for (const kind of [...told.keys()]) forget(kind)
    },
  }
}
