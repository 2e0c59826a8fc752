import type { PlayerIndex } from './channel.ts'
import { MAX_INPUTS, type Packet } from './packet.ts'

/** The rules of a game of two: each state follows from the previous one and the two inputs, 32 bits each. */
export interface Rules<S> {
  initial: S
  /** Pure and deterministic: the same result on every machine. */
  step(state: S, inputs: readonly [number, number]): S
  /** A hash of 32 bits. */
  hash(state: S): number
}

export interface RollbackOptions<S> {
  rules: Rules<S>
  player: PlayerIndex
  /** The own input takes effect this many frames later; an input that arrives within them is never guessed. The same on both sides. */
  inputDelay?: number
  /** The most frames shown on guesses; then the game stands still until the other side's input arrives. */
  maxAhead?: number
  /** The states are compared every so many frames. The same on both sides. */
  hashEvery?: number
}

export interface RollbackStats {
  /** The number of wrong guesses. */
  rollbacks: number
  /** The frames played again: the most at once, and the sum. */
  deepest: number
  replayed: number
  /** The frames that could not be shown because the other side's input was missing. */
  stalls: number
}

/** One side of a game: shows frames at once on a guess of the other's input, and plays them again after a wrong guess. */
export interface Rollback<S> {
  /** Shows the next frame with this own input; false if it has to wait for the other side. */
  advance(input: number): boolean
  /** Takes a packet of the other side, in any order and any number of times. */
  receive(packet: Packet): void
  /** Returns the packet to send now. */
  packet(): Packet
  /** The state on the screen, guesses included. */
  state(): S
  /** The next frame to be shown. */
  frame(): number
  /** The last state without a guess, and the frame at whose start it is. */
  confirmed(): { frame: number; state: S }
  /** The last frame compared on this side, and its hash; frame 0: none yet. */
  lastHash(): { frame: number; hash: number }
  /** This side's lead over the other, in frames; the delay of the path cancels out if it is the same both ways. */
  lead(): number
  /** The first frame at which both had all inputs and different states; null without one. */
  desync(): number | null
  stats(): RollbackStats
}

const INPUT_DELAY = 2
const MAX_AHEAD = 15
const HASH_EVERY = 60
/** The most hashes that wait for the other side's. */
const HASHES_KEPT = 8
/** The weight of the latest packet in the smoothed lead. */
const SMOOTHING = 1 / 16

/**
 * Rollback as in GGPO (https://github.com/pond3r/ggpo, doc/README.md), for two: the guess of the other side's input is its last one.
 * Knows neither time nor channels.
 */
export function createRollback<S>(options: RollbackOptions<S>): Rollback<S> {
  const { rules, player, inputDelay = INPUT_DELAY, maxAhead = MAX_AHEAD, hashEvery = HASH_EVERY } = options
  /** By frame. Before `inputDelay` no input counts. */
  const mine = new Map<number, number>()
  const theirs = new Map<number, number>()
  /** The guesses. */
  const guessed = new Map<number, number>()
  /** The state at the beginning of each frame that may be played again. */
  const snapshots = new Map<number, S>()
  const ownHashes = new Map<number, number>()
  const theirHashes = new Map<number, number>()
  const stats: RollbackStats = { rollbacks: 0, deepest: 0, replayed: 0, stalls: 0 }
  let state = rules.initial
  let frame = 0
  /** The other side's inputs are complete before this frame here, and the own ones there. */
  let heard = inputDelay
  let acked = inputDelay
  let latest = 0
  let settled = 0
  let settledState = rules.initial
  let lastHash = { frame: 0, hash: 0 }
  let desync: number | null = null
  let theirFrame = 0
  let advantage = 0
  let theirAdvantage = 0

  function stepOnce(): void {
    snapshots.set(frame, state)
    const own = mine.get(frame) ?? 0
    const other = theirs.get(frame) ?? (frame < inputDelay ? 0 : latest)
    guessed.set(frame, other)
    state = rules.step(state, player === 0 ? [own, other] : [other, own])
    frame += 1
  }

  function replayFrom(first: number): void {
    const until = frame
    state = snapshots.get(first) ?? state
    frame = first
    while (frame < until) stepOnce()
    stats.rollbacks += 1
    stats.replayed += until - first
    stats.deepest = Math.max(stats.deepest, until - first)
  }

  /** Takes inputs that follow the known ones; returns the first frame that was shown with a wrong guess. */
  function takeInputs({ from, inputs }: Packet): number | null {
    let wrong: number | null = null
    inputs.forEach((input, index) => {
      const at = from + index
      // An honest side is never further ahead: it would stand still.
      if (at !== heard || at >= frame + maxAhead + 2 * inputDelay + MAX_INPUTS) return
      theirs.set(at, input)
      latest = input
      heard += 1
      if (at < frame && wrong === null && guessed.get(at) !== input) wrong = at
    })
    return wrong
  }

  function compare(at: number): void {
    const [own, other] = [ownHashes.get(at), theirHashes.get(at)]
    if (own === undefined || other === undefined) return
    theirHashes.delete(at)
    if (own !== other) desync ??= at
  }

  /** Everything before the last guess is final: hash it and drop it. */
  function settle(): void {
    const until = Math.min(heard, frame)
    for (; settled < until; settled += 1) {
      const next = settled + 1
      settledState = snapshots.get(next) ?? state
      if (next % hashEvery === 0) noteHash(next, rules.hash(settledState))
      for (const kept of [snapshots, guessed, theirs]) kept.delete(settled)
    }
    for (const at of mine.keys()) if (at < acked && at < settled) mine.delete(at)
  }

  function noteHash(at: number, hash: number): void {
    lastHash = { frame: at, hash }
    ownHashes.set(at, hash)
    forgetOldest(ownHashes)
    compare(at)
  }

  return {
    advance(input) {
      if (frame - heard >= maxAhead || frame + inputDelay - acked >= MAX_INPUTS) {
        stats.stalls += 1
        return false
      }
      mine.set(frame + inputDelay, input)
      stepOnce()
      settle()
      return true
    },
    receive(packet) {
      const wrong = takeInputs(packet)
      if (wrong !== null) replayFrom(wrong)
      acked = Math.max(acked, Math.min(packet.ack, frame + inputDelay))
      settle()
      if (packet.frame >= theirFrame) {
        theirFrame = packet.frame
        advantage += (frame - packet.frame - advantage) * SMOOTHING
        theirAdvantage = packet.advantage
      }
      if (packet.hashFrame > 0 && packet.hashFrame > lastHash.frame - HASHES_KEPT * hashEvery) {
        theirHashes.set(packet.hashFrame, packet.hash)
        forgetOldest(theirHashes)
        compare(packet.hashFrame)
      }
    },
    packet: () => ({
      ...{ frame, ack: heard, advantage, from: acked },
      ...{ hashFrame: lastHash.frame, hash: lastHash.hash },
      inputs: Array.from({ length: frame + inputDelay - acked }, (_, index) => mine.get(acked + index) ?? 0),
    }),
    state: () => state,
    frame: () => frame,
    confirmed: () => ({ frame: settled, state: settledState }),
    lastHash: () => lastHash,
    lead: () => (advantage - theirAdvantage) / 2,
    desync: () => desync,
    stats: () => ({ ...stats }),
  }
}

function forgetOldest(hashes: Map<number, number>): void {
  const [oldest] = hashes.keys()
  if (hashes.size > HASHES_KEPT && oldest !== undefined) hashes.delete(oldest)
}
