import type { Clock } from '@parley/protocol'
import type { Json, PlayChannel, PlayerIndex } from '../channel.ts'

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What becomes of messages. Parts are from 0 to 1, times milliseconds. */
export interface LineFaults {
  delayMs: number
  /** Up to so much more; messages overtake each other. */
  jitterMs?: number
  loss?: number
  duplicates?: number
  /** Nothing comes through from and until. */
  outage?: readonly [from: number, until: number]
}

export interface World {
  now(): number
  /** A clock that runs so much faster than the world's. */
  clock(rate?: number): Clock
  /** The two ends of a line: `inputs` suffers all faults, `bulk` only the delay. */
  inputs: readonly [PlayChannel, PlayChannel]
  bulk: readonly [PlayChannel, PlayChannel]
  /** Tells both that there is another connection. */
  reconnect(): void
  run(ms: number): void
}

/** A world without time of its own, in which two sides are connected by lines that do what they are told to. */
export function createWorld(seed: number, faults: LineFaults): World {
  const random = seeded(seed)
  const events: { at: number; order: number; run(): void }[] = []
  let time = 0
  let orders = 0

  function schedule(run: () => void, ms: number): () => void {
    const event = { at: time + ms, order: orders++, run }
    const later = events.findIndex(({ at }) => at > event.at)
    events.splice(later < 0 ? events.length : later, 0, event)
    return () => {
      const index = events.indexOf(event)
      if (index >= 0) events.splice(index, 1)
    }
  }

  function arrivals(): number[] {
    const { delayMs, jitterMs = 0, loss = 0, duplicates = 0, outage } = faults
    if (outage && time >= outage[0] && time < outage[1]) return []
    if (random() < loss) return []
    const delay = () => delayMs + random() * jitterMs
    return random() < duplicates ? [delay(), delay()] : [delay()]
  }

  const ready = new Set<() => void>()
  function createLine(arrive: () => number[]): readonly [PlayChannel, PlayChannel] {
    type Take = (payload: Json | ArrayBuffer) => void
    const ends = [new Map<string, Set<Take>>(), new Map<string, Set<Take>>()] as const
    const end = (player: PlayerIndex): PlayChannel => ({
      send(type, payload) {
        const copy = payload instanceof ArrayBuffer ? payload.slice(0) : structuredClone(payload)
        for (const ms of arrive())
          schedule(() => {
            for (const take of [...(ends[player === 0 ? 1 : 0].get(type) ?? [])]) take(copy)
          }, ms)
        return true
      },
      subscribe(type, parse, listener) {
        const take: Take = (payload) => {
          const parsed = parse(payload)
          if (parsed !== undefined) listener({ payload: parsed })
        }
        const takers = ends[player].get(type) ?? new Set()
        ends[player].set(type, takers.add(take))
        return () => void takers.delete(take)
      },
      onReady(listener) {
        ready.add(listener)
        return () => void ready.delete(listener)
      },
    })
    return [end(0), end(1)]
  }

  return {
    now: () => time,
    clock: (rate = 1) => ({
      now: () => Math.floor(time * rate),
      wall: () => Math.floor(time * rate),
      setTimeout: (run, ms) => schedule(run, ms / rate),
    }),
    inputs: createLine(arrivals),
    bulk: createLine(() => [faults.delayMs + random() * (faults.jitterMs ?? 0)]),
    reconnect() {
      for (const tell of [...ready]) tell()
    },
    run(ms) {
      const until = time + ms
      for (let next = events[0]; next && next.at <= until; next = events[0]) {
        events.shift()
        time = Math.max(time, next.at)
        next.run()
      }
      time = until
    },
  }
}
