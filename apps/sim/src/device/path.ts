import { type CallId, type DeviceRef, sameDevice } from '@parley/protocol'
import type { MediaLink } from './media.ts'

/** The devices' media meet here: between two that describe each other it passes, until one of them is gone. */
export interface Paths {
  add(device: DeviceRef, link: () => MediaLink | null): () => void
  /** Something changed at a device: others may have media now, or none any more. */
  refresh(): void
  /** With whom this device exchanges media. */
  peerOf(device: DeviceRef): DeviceRef | null
}

interface End {
  device: DeviceRef
  link: () => MediaLink | null
}

const fits = (link: MediaLink, other: MediaLink, from: DeviceRef, callId: CallId): boolean =>
  other.callId === callId && sameDevice(other.remote, from) && other.described && link.described

export function createPaths(): Paths {
  const ends = new Set<End>()

  function otherEnd({ device, link }: End): End | null {
    const own = link()
    if (!own || own.broken) return null
    for (const end of ends) {
      const other = sameDevice(end.device, own.remote) ? end.link() : null
      if (other && !other.broken && fits(own, other, device, own.callId)) return end
    }
    return null
  }

  return {
    add: (device, link) => {
      const end = { device, link }
      ends.add(end)
      return () => void ends.delete(end)
    },
    refresh: () => {
      for (const end of ends) end.link()?.flows(otherEnd(end) !== null)
    },
    peerOf: (device) => {
      for (const end of ends) if (sameDevice(end.device, device)) return otherEnd(end)?.device ?? null
      return null
    },
  }
}
