import type { Clock } from '@parley/protocol'
import type { DeviceNotice } from '../mediaSnapshot.ts'
import type { DeviceKind, Teardown } from '../ports.ts'

/** How long a notice stays. Milliseconds. */
const SHOWN_MS = 8_000

/** Holds the latest notice about each kind of device for some seconds. */
export interface DeviceNotices {
  add(notice: DeviceNotice): void
  /** Removes the notice about this kind: the person has chosen another device. */
  remove(kind: DeviceKind): void
  list(): readonly DeviceNotice[]
  clear(): void
}

/** Creates an empty list; `changed` is called when a notice expires. */
export function createDeviceNotices(clock: Clock, changed: () => void): DeviceNotices {
  const shown = new Map<DeviceKind, { notice: DeviceNotice; cancel: Teardown }>()

  function remove(kind: DeviceKind): void {
    shown.get(kind)?.cancel()
    shown.delete(kind)
  }

  return {
    add(notice) {
      remove(notice.kind)
      const cancel = clock.setTimeout(() => {
        shown.delete(notice.kind)
        changed()
      }, SHOWN_MS)
      shown.set(notice.kind, { notice, cancel })
    },
    remove,
    list: () => [...shown.values()].map(({ notice }) => notice),
    clear() {
      for (const kind of [...shown.keys()]) remove(kind)
    },
  }
}
