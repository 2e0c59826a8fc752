import { type Clock, type DeviceRef, sameDevice } from '@parley/protocol'
import { createRandom, mix } from '../random.ts'
import type { RingLink, Word } from './link.ts'

/** One end of a connection that is up; what is said over it arrives in order, or never. */
export interface WarmLine {
  accepted(): void
  say(word: Word): void
}

/** Connections that come up while it rings, or never: between two links that have described each other. */
export interface Warmth {
  /** @param links those of the device that may be connected now */
  add(device: DeviceRef, links: () => Iterable<RingLink>): () => void
  /** Something changed at a device: links of it may fit those of others now. */
  refresh(): void
}

interface End {
  device: DeviceRef
  links: () => Iterable<RingLink>
}

const isReady = (link: RingLink): boolean =>
  link.attempt === 0 && link.negotiation !== null && !link.held && !link.closed

/** Both are awake: then they connect like any other two. */
const isNeeded = (one: RingLink, other: RingLink): boolean => !one.asleep && !other.asleep

export function createWarmth(clock: Clock, seed: number): Warmth {
  const random = createRandom(mix(seed, 6))
  const ends = new Set<End>()
  const begun = new WeakSet<RingLink>()

  /** In order; now and then one comes late. What is on its way when the line closes arrives. */
  function lineTo(other: RingLink): WarmLine {
    let last = 0
    // Who takes the call says so by its first word.
    let lost = random.chance(0.1)
    const tell = (arrive: () => void): void => {
      const delay = random.chance(0.05) ? random.int(150, 450) : random.int(5, 150)
      last = Math.max(last, clock.now() + delay)
      clock.setTimeout(arrive, last - clock.now())
    }
    return {
      accepted: () => {
        if (!lost) tell(other.accepted)
        lost = true
      },
      say: (word) => {
        lost = true
        tell(() => other.closed || other.hear(word))
      },
    }
  }

  function begin(one: RingLink, other: RingLink): void {
    for (const link of [one, other]) {
      begun.add(link)
      link.begin()
    }
    // One that only made its offer is not tried anew: its ICE would be restarted, which is not simulated.
    if (random.chance(0.1) && !one.offeredOnly && !other.offeredOnly) return
    clock.setTimeout(
      () => {
        if (one.closed || other.closed) return
        const [there, back] = [lineTo(other), lineTo(one)]
        one.rise(there)
        other.rise(back)
      },
      random.int(20, 600),
    )
  }

  function match({ device }: End, link: RingLink): void {
    for (const end of ends) {
      if (!sameDevice(end.device, link.remote)) continue
      for (const other of end.links()) {
        const fits = other.negotiation === link.negotiation && sameDevice(other.remote, device)
        if (fits && isReady(other) && !begun.has(other) && !isNeeded(link, other)) {
          begin(link, other)
          return
        }
      }
    }
  }

  return {
    add: (device, links) => {
      const end = { device, links }
      ends.add(end)
      return () => void ends.delete(end)
    },
    refresh: () => {
      for (const end of ends) for (const link of end.links()) if (isReady(link) && !begun.has(link)) match(end, link)
    },
  }
}
