import { expect, test } from 'vitest'
import type { PlayerIndex } from './channel.ts'
import { createMatch, type Game, type Match } from './match.ts'
import { encodeInput } from './puck/input.ts'
import { puck } from './puck/puck.ts'
import { TABLE } from './puck/rules.ts'
import { type PuckState, writePuck } from './puck/state.ts'
import { createWorld, type LineFaults, seeded, type World } from './testing/world.ts'

const FRAME_MS = 1_000 / 60
const ID = 0x5e_ed

/** Somebody who plays wildly: another place to be at, or other keys, every few frames. */
function wildPlayer(seed: number, world: World, restAt = Number.POSITIVE_INFINITY): () => number {
  const random = seeded(seed)
  let until = 0
  let input = 0
  return () => {
    if (world.now() >= restAt) return 0
    if (world.now() < until) return input
    until = world.now() + random() * 300
    const on = () => random() < 0.5
    input = encodeInput(
      on()
        ? { kind: 'pointer', rematch: on(), x: random() * TABLE.width, y: random() * TABLE.height }
        : { kind: 'keys', rematch: on(), up: on(), down: on(), left: on(), right: on() },
    )
    return input
  }
}

interface Setup {
  seed?: number
  faults: LineFaults
  rates?: readonly [number, number]
  games?: readonly [Game<PuckState>, Game<PuckState>]
  restAt?: number
}

function play({ seed = 1, faults, rates = [1, 1], games = [puck, puck], restAt }: Setup) {
  const world = createWorld(seed, faults)
  let broken = 0
  const side = (player: PlayerIndex): Match<PuckState> =>
    createMatch({
      ...{ game: games[player], id: ID, player, inputs: world.inputs[player], bulk: world.bulk[player] },
      ...{ clock: world.clock(rates[player]), read: wildPlayer(seed * 2 + player, world, restAt) },
      broken: () => {
        broken += 1
      },
    })
  return { world, sides: [side(0), side(1)] as const, broken: () => broken }
}

type Sides = ReturnType<typeof play>['sides']

/** Every frame that both compared had the same hash, and they compare what the other did not a second before. */
function expectInStep(sides: Sides, seconds: number): void {
  const [one, other] = sides.map((side) => side.health())
  if (!one || !other) throw new Error('two sides')
  expect([one.repairs, other.repairs]).toEqual([0, 0])
  expect(Math.abs(one.frame - other.frame)).toBeLessThanOrEqual(60)
  if (one.frame === other.frame) expect(one.hash).toBe(other.hash)
  expect(Math.min(one.frame, other.frame)).toBeGreaterThanOrEqual((seconds - 2) * 60)
}

const told = (name: string, sides: Sides) =>
  sides
    .map((side) => side.health())
    .map(({ frame, rollbacks, deepest, replayed, stalls }) => {
      const mean = rollbacks === 0 ? 0 : replayed / rollbacks
      return `${name}: ${frame} frames, ${rollbacks} rollbacks, mean ${mean.toFixed(1)}, deepest ${deepest}, ${stalls} stalls`
    })
    .join('\n')

const bad: LineFaults = { delayMs: 80, jitterMs: 20, loss: 0.05, duplicates: 0.02 }

test.each<[name: string, faults: LineFaults, rates: readonly [number, number], mostStalls: number]>([
  ['a good line', { delayMs: 10 }, [1, 1], 2],
  ['5 % lost, 80 to 100 ms, out of order, some twice', bad, [1, 1], 15],
  ['the same, and one clock 1 % fast', bad, [1, 1.01], 15],
  ['30 % lost, 80 ms', { ...bad, loss: 0.3 }, [1, 1], 120],
])('both stay in step for a minute on %s', (name, faults, rates, mostStalls) => {
  for (const seed of [1, 2, 3]) {
    const { world, sides } = play({ seed, faults, rates, restAt: 61_000 })
    for (let second = 1; second <= 60; second += 1) {
      world.run(1_000)
      if (second > 2) expectInStep(sides, second)
      for (const side of sides) expect(side.health().deepest).toBeLessThanOrEqual(15)
    }
    // Nobody touches anything any more: what both show comes to be the same, to the last number.
    world.run(1_000)
    const [one, other] = sides
    if (seed === 1) process.stdout.write(`${told(name, sides)}\n`)
    // The countdown stands at the first frames, until both are there; what stalls come after it are few.
    for (const side of sides) expect(side.health().stalls).toBeLessThanOrEqual(mostStalls)
    expect(one.state().scores).toEqual(other.state().scores)
    for (const side of sides) side.close()
  }
})

test('when both have come to rest they show the same state, number for number', () => {
  const { world, sides } = play({ faults: bad, restAt: 20_000 })
  world.run(20_000)
  const seen: string[][] = [[], []]
  for (let ms = 0; ms < 5_000; ms += 4) {
    world.run(4)
    sides.forEach((side, player) => {
      seen[player]?.push(writePuck(side.state()).join())
    })
  }
  // The two are not at the same frame at the same time; but what one shows now, the other shows soon.
  const [one = [], other = []] = seen
  const shown = new Set(other)
  for (const state of one.slice(100, -100)) expect(shown.has(state)).toBe(true)
})

test('after two seconds without a line both wait, go on at once, and are in step', () => {
  const { world, sides } = play({ faults: { ...bad, outage: [10_000, 12_000] } })
  world.run(10_000)
  const framesAt = sides.map((side) => side.health().frame)
  world.run(1_000)
  for (const side of sides) expect(side.waiting()).toBe(true)
  const standing = sides.map((side) => writePuck(side.state()).join())
  world.run(900)
  expect(sides.map((side) => writePuck(side.state()).join())).toEqual(standing)
  world.run(400)
  for (const side of sides) expect(side.waiting()).toBe(false)
  world.run(7_700)
  sides.forEach((side, player) => {
    const { frame, repairs, stalls } = side.health()
    expect(repairs).toBe(0)
    // Ten seconds more, less the outage, a second between comparisons, and a round trip.
    expect(frame - (framesAt[player] ?? 0)).toBeGreaterThanOrEqual((10 - 2 - 1 - 0.5) * 60)
    // It stood still for no longer than the outage and a round trip.
    expect(stalls * FRAME_MS).toBeLessThanOrEqual(2_000 + 400)
  })
  process.stdout.write(`${told('an outage of 2 s', sides)}\n`)
})

test('a clock that is 1 % fast is slowed: neither side comes to stand by the other', () => {
  const { world, sides } = play({ faults: { delayMs: 80 }, rates: [1.01, 1] })
  world.run(60_000)
  const [fast, slow] = sides
  expect(fast.health().lead).toBeGreaterThan(0)
  expect(fast.health().lead).toBeLessThan(3)
  expect(slow.health().lead).toBeLessThan(0)
  expect(Math.max(...sides.map((side) => side.health().stalls))).toBeLessThanOrEqual(10)
})

/** A game whose step looks at something that only this side has: its own time. */
const flawed = (isWrong: () => boolean): Game<PuckState> => ({
  ...puck,
  step(state, inputs) {
    const next = puck.step(state, inputs)
    return isWrong() ? { ...next, random: (next.random >>> 1) + 1 } : next
  },
})

test('a step that depends on something local is found within a second and the delay of the line, and mended', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    let now = () => 0
    const isWrong = () => now() >= 5_000 && now() < 5_200
    const { world, sides, broken } = play({ seed, faults: bad, games: [puck, flawed(isWrong)] })
    now = world.now
    world.run(5_000)
    const [one] = sides
    while (one.health().repairs === 0 && world.now() < 10_000) world.run(4)
    // A second, and a round trip of at most 200 ms: their input has to be here, and then their hash; two frames may be lost.
    expect(world.now() - 5_000).toBeLessThanOrEqual(1_000 + 200 + 3 * FRAME_MS)
    world.run(10_000)
    const [mine, theirs] = sides.map((side) => side.health())
    expect(mine?.repairs).toBeLessThanOrEqual(2)
    expect(theirs?.repairs).toBe(mine?.repairs)
    expect(mine?.frame).toBeGreaterThanOrEqual(480)
    if (mine?.frame === theirs?.frame) expect(mine?.hash).toBe(theirs?.hash)
    expect(broken()).toBe(0)
  }
})

test('a game that goes apart again and again is given up', () => {
  const { world, broken } = play({ faults: bad, games: [puck, flawed(() => true)] })
  world.run(15_000)
  expect(broken()).toBe(1)
})

test('a closed match says and does nothing any more', () => {
  const { world, sides } = play({ faults: bad })
  world.run(2_000)
  for (const side of sides) side.close()
  const before = sides.map((side) => writePuck(side.state()).join())
  world.run(2_000)
  expect(sides.map((side) => writePuck(side.state()).join())).toEqual(before)
})
