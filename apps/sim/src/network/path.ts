import type { Data } from '../browser/channel.ts'
import type { SimConnection, Way } from '../browser/connection.ts'
import type { Mutable } from '../mutable.ts'
import type { Random } from '../random.ts'
import type { SimClock } from '../simClock.ts'

/** How long a lost path stays down: for ever, until ICE is restarted, or for some seconds. */
export type Loss = 'forEver' | 'untilRestart' | 'forSeconds'

/** The longest delay of a message over a data channel. Milliseconds. */
export const MAX_WORD_MS = 3_000

type Span = readonly [number, number]

/** How long ICE takes to find a path, and DTLS to agree on keys. Milliseconds. */
const RISE_MS: Span = [20, 600]

/**
 * How long ICE's consent checks (RFC 7675 §5.1) stay unanswered before a browser reports `disconnected`, and then
 * `failed`. Milliseconds.
 */
const SILENT_MS: Span = [4_000, 6_500]
const FAILED_MS: Span = [15_000, 18_000]

/** How long a path that is lost `forSeconds` stays down. Milliseconds. */
const SECONDS_MS: Span = [500, 12_000]

export interface PathDeps {
  clock: SimClock
  random: Random
  /** Called when the two connections can reach each other. */
  met(one: SimConnection, other: SimConnection): void
}

/** The path between two connections that have the descriptions of each other. */
export interface Path extends Way {
  readonly up: boolean
  other(end: SimConnection): SimConnection
  /**
   * The two connections have negotiated this pair of ICE generations.
   *
   * @param fails true if the path does not come up before another pair is negotiated
   */
  negotiated(generation: string, fails: boolean): void
  lose(loss: Loss): void
  /**
   * The connection at this end is closed.
   *
   * @param tells true if the browser of the other end is told
   */
  closed(end: SimConnection, tells: boolean): void
}

export function createPath(one: SimConnection, another: SimConnection, { clock, random, met }: PathDeps): Path {
  const ends = [one, another] as const
  let generation = ''
  let loss: Loss | null = null
  let fellAt: number | null = null
  /** When the last message of each sender arrives, by the clock, in milliseconds. */
  const arrivals = new Map<SimConnection, number>()
  let cancels: (() => void)[] = []

  const other = (end: SimConnection): SimConnection => (end === one ? another : one)
  const after = (span: Span, run: () => void) => clock.setTimeout(run, random.int(...span))

  function rise(): void {
    if (path.up || loss !== null || one.closed || another.closed) return
    path.up = true
    for (const cancel of cancels.splice(0)) cancel()
    for (const end of ends) end.setState('connected')
    met(one, another)
    for (const end of ends) for (const channel of end.channels) channel.open()
    for (const end of ends) for (const channel of end.channels) channel.flush()
  }

  /** Lets each end report `failed` in its own time; with `silent`, `disconnected` before that. */
  function despair(silent: boolean): void {
    for (const cancel of cancels) cancel()
    cancels = ends.flatMap((end) => [
      ...(silent ? [after(SILENT_MS, () => end.setState('disconnected'))] : []),
      after(FAILED_MS, () => end.setState('failed')),
    ])
  }

  function fall(): void {
    if (!path.up) return
    path.up = false
    fellAt = clock.now()
    despair(true)
  }

  function delay(): number {
    if (random.chance(0.02)) return random.int(1_000, MAX_WORD_MS)
    return random.chance(0.05) ? random.int(150, 450) : random.int(5, 150)
  }

  function arrive(from: SimConnection, id: number, data: Data): void {
    const channel = other(from).channels.find((each) => each.id === id)
    channel?.arrive(data)
  }

  const path: Mutable<Path> = {
    up: false,
    other,
    negotiated: (next, fails) => {
      if (next === generation) return
      generation = next
      if (loss === 'untilRestart') loss = null
      if (fails) loss = 'untilRestart'
      if (path.up) return
      for (const end of ends) if (end.connectionState === 'failed') end.setState('connecting')
      despair(ends.some((end) => end.connectionState === 'connected'))
      after(RISE_MS, () => generation === next && rise())
    },
    lose: (next) => {
      loss = next
      fall()
      if (next !== 'forSeconds') return
      after(SECONDS_MS, () => {
        if (loss === 'forSeconds') loss = null
        if (ends.every((end) => end.connectionState !== 'failed')) rise()
      })
    },
    closed: (end, tells) => {
      const told = path.up && tells
      loss = 'forEver'
      fall()
      const left = other(end)
      // Messages sent earlier arrive earlier.
      const due = Math.max(arrivals.get(end) ?? 0, clock.now() + delay())
      if (told) clock.setTimeout(() => left.closed || left.endChannels(), due - clock.now())
    },
    carry: (from, id, data) => {
      if (!path.up) return false
      const due = Math.max(arrivals.get(from) ?? 0, clock.now() + delay())
      arrivals.set(from, due)
      clock.setTimeout(() => arrive(from, id, data), due - clock.now())
      return true
    },
    heardAt: () => (path.up ? clock.now() : fellAt),
  }
  return path
}
