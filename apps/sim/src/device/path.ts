import { type Clock, type DeviceRef, sameDevice } from '@parley/protocol'
import { createRandom, mix } from '../random.ts'
import type { MediaLink, Word } from './link.ts'

/** The devices' media meet here: between two that describe each other it passes, until one of them is gone. */
export interface Paths {
  add(device: DeviceRef, link: () => MediaLink | null): () => void
  /** Something changed at a device: others may have media now, or none any more. */
  refresh(): void
  /** With whom this device exchanges media. */
  peerOf(device: DeviceRef): DeviceRef | null
  /** Says something to whom this device exchanges media with; false if there is nobody. */
  say(device: DeviceRef, word: Word): boolean
}

interface End {
  device: DeviceRef
  link: () => MediaLink | null
}

/** The same offer has been answered at both ends, in the same connection of the same call. */
const fits = (link: MediaLink, other: MediaLink, from: DeviceRef): boolean =>
  link.negotiation !== null &&
  other.negotiation === link.negotiation &&
  other.callId === link.callId &&
  other.attempt === link.attempt &&
  sameDevice(other.remote, from)

export function createPaths(clock: Clock, seed: number): Paths {
  const ends = new Set<End>()
  const random = createRandom(mix(seed, 5))

  function otherEnd({ device, link }: End): { end: End; link: MediaLink } | null {
    const own = link()
    if (!own || own.broken || own.negotiation === null) return null
    for (const end of ends) {
      const other = sameDevice(end.device, own.remote) ? end.link() : null
      if (other && !other.broken && fits(own, other, device)) return { end, link: other }
    }
    return null
  }

  function otherOf(device: DeviceRef) {
    for (const end of ends) if (sameDevice(end.device, device)) return otherEnd(end)
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
    peerOf: (device) => otherOf(device)?.end.device ?? null,
    say: (device, word) => {
      const other = otherOf(device)
      if (!other) return false
      const { end, link } = other
      clock.setTimeout(() => end.link() === link && link.hear(word), random.int(5, 150))
      return true
    },
  }
}
