import { setImmediate } from 'node:timers/promises'
import { type CallId, limits, userKey } from '@parley/protocol'
import { expect, test } from 'vitest'
import { REPORT_MS, REPORTS } from '../matching/matchQueue.ts'
import { connectDevice, longId, type TestDevice } from '../testing/connectDevice.ts'
import { startTestServer } from '../testing/startTestServer.ts'

const PEOPLE = 10
const ARRIVALS = 500
const DAY = 24 * 60 * 60_000

/** Creates a generator of numbers in [0, 1) that repeats for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A user of this test. */
interface Person {
  name: string
  device: TestDevice
  round: number
  state: 'home' | 'waiting' | { with: Person }
  avoid: string[]
}

const callIdOf = ({ name, round }: Person): CallId => longId(`${name}-round-${round}-`)
const pairOf = (one: Person, other: Person): string => [one.name, other.name].sort().join(' ')

/** A simple model of which users may meet. */
function createModel(now: () => number) {
  const metAt = new Map<string, number>()
  const reported = new Set<string>()
  const reports = new Map<string, Map<string, number>>()
  const shunnedAt = new Map<string, number>()
  const shunnedUntil = ({ name }: Person) => (shunnedAt.get(name) ?? Number.NEGATIVE_INFINITY) + REPORT_MS

  /** When the two may meet if both wait; milliseconds, Infinity for never. */
  function readyAt(one: Person, other: Person): number {
    const pair = pairOf(one, other)
    const never =
      one === other || reported.has(pair) || one.avoid.includes(other.name) || other.avoid.includes(one.name)
    if (never) return Number.POSITIVE_INFINITY
    const again = (metAt.get(pair) ?? Number.NEGATIVE_INFINITY) + limits.MATCH_AGAIN_MS
    return Math.max(again, shunnedUntil(one), shunnedUntil(other))
  }

  return {
    readyAt,
    mayMeet: (one: Person, other: Person): boolean => readyAt(one, other) <= now(),
    met: (one: Person, other: Person, at: number): void => void metAt.set(pairOf(one, other), at),
    reported: (by: Person, whom: Person): void => {
      reported.add(pairOf(by, whom))
      const all = (reports.get(whom.name) ?? new Map<string, number>()).set(by.name, now())
      for (const [name, at] of all) if (now() - at >= REPORT_MS) all.delete(name)
      reports.set(whom.name, all)
      if (all.size < REPORTS) return
      all.clear()
      shunnedAt.set(whom.name, now())
    },
  }
}

test.each([1, 2, 3])(
  '500 who come, go, crash, go on, block and report: nobody is wronged at any step (seed %i)',
  {
    timeout: 60_000,
  },
  async (seed) => {
    await using server = await startTestServer()
    const { clock } = server
    const random = createRandom(seed)
    const model = createModel(clock.now)
    const pick = <T>(all: readonly T[]): T => {
      const one = all[Math.floor(random() * all.length)]
      if (one === undefined) throw new Error('nothing to pick')
      return one
    }
    const people: Person[] = await Promise.all(
      Array.from({ length: PEOPLE }, async (_, number): Promise<Person> => {
        const name = `person-${number}`
        return { name, device: await connectDevice(server, name), round: 0, state: 'home', avoid: [] }
      }),
    )
    const named = (userId: string): Person => {
      const person = people.find(({ name }) => name === userKey(userId))
      if (!person) throw new Error(`${userId} is nobody here`)
      return person
    }
    const waiting = () => people.filter(({ state }) => state === 'waiting')
    const done = { arrivals: 0, met: 0, byTime: 0, crashes: 0, reports: 0 }

    /** Records that two are in a call; each must have waited, and they must have been allowed to meet. */
    function meet(one: Person, other: Person, at = clock.now()): void {
      expect([one.state, other.state]).toEqual(['waiting', 'waiting'])
      expect(model.mayMeet(one, other)).toBe(true)
      model.met(one, other, at)
      one.state = { with: other }
      other.state = { with: one }
      done.met += 1
    }

    async function arrive(person: Person): Promise<void> {
      done.arrivals += 1
      person.round += 1
      person.avoid = random() < 0.3 ? [pick(people).name, pick(people).name] : []
      person.state = 'waiting'
      const expected = waiting().length
      const callId = callIdOf(person)
      const ack = await person.device.request('findMatch', { callId, media: 'video', avoid: person.avoid })
      if (!ack.ok) throw new Error(`refused: ${ack.error}`)
      if (!ack.call) {
        expect(ack.waiting).toBe(expected)
        return
      }
      if (ack.call.state !== 'answered') throw new Error(`met as ${ack.call.state}`)
      const { caller, answeredBy } = ack.call
      const other = named(caller.userId === person.name ? answeredBy.userId : caller.userId)
      const told = await other.device.hears(`callMet match ${caller.deviceId}`)
      expect(told).toMatchObject({ waited: callIdOf(other), call: { callId: ack.call.callId } })
      meet(person, other)
    }

    /** Leaves the queue or the call; the other in the call is told. */
    async function leave(person: Person): Promise<void> {
      const { state } = person
      await person.device.request('endCall', { callId: callIdOf(person), reason: 'hangup' })
      person.state = 'home'
      if (typeof state !== 'object') return
      for (const { device } of [person, state.with]) await device.hears('callEnded hangup')
      state.with.state = 'home'
    }

    async function crash(person: Person): Promise<void> {
      const { state, device } = person
      done.crashes += 1
      device.socket.io.engine?.close()
      while ((await server.stats()).connections === PEOPLE) await setImmediate()
      await server.idle()
      if (state === 'waiting') person.state = 'home'
      await check()
      person.device = await connectDevice(server, person.name, { self: device.self })
      await person.device.request('sync', { call: null })
      person.state = 'home'
      if (typeof state !== 'object') return
      await state.with.device.hears('callEnded lost')
      state.with.state = 'home'
    }

    async function report(person: Person): Promise<void> {
      if (typeof person.state !== 'object') return
      const whom = person.state.with
      done.reports += 1
      expect(await person.device.request('reportMatch', { callId: callIdOf(person) })).toEqual({ ok: true })
      model.reported(person, whom)
    }

    /** Lets time pass, which may pair users who have met before; both must be told of the same call. */
    async function pass(ms: number): Promise<void> {
      const before = waiting()
      for (const { device } of before) await device.heard()
      await clock.advance(ms)
      const byCall = new Map<string, Person[]>()
      for (const person of before) {
        for (const fact of await person.device.heard()) {
          if (fact.startsWith('callMet')) byCall.set(fact, [...(byCall.get(fact) ?? []), person])
        }
      }
      for (const [one, other, ...more] of byCall.values()) {
        if (!one || !other || more.length > 0) throw new Error('a call is not of two')
        done.byTime += 1
        // They met at that moment, which lies within the time that passed.
        meet(one, other, model.readyAt(one, other))
      }
    }

    async function check(): Promise<void> {
      const there = waiting()
      const inCall = people.filter(({ state }) => typeof state === 'object')
      for (const person of inCall) {
        if (typeof person.state === 'object') expect(person.state.with.state).toEqual({ with: person })
      }
      const together = there.filter((one) => there.some((other) => model.mayMeet(one, other)))
      expect(together.map(({ name }) => name)).toEqual([])
      expect(await server.stats()).toMatchObject({ inQueue: there.length, calls: inCall.length / 2 })
    }

    while (done.arrivals < ARRIVALS) {
      const person = pick(people)
      const chance = random()
      if (person.state === 'home') await arrive(person)
      else if (chance < 0.06) await crash(person)
      else if (chance < 0.1) await report(person)
      else if (chance < 0.35) await leave(person)
      else if (chance < 0.8 && typeof person.state === 'object') {
        await leave(person)
        await arrive(person)
      } else await pass(Math.floor(random() * 30 * 60_000))
      await check()
    }

    // Every kind of action happened.
    expect(Math.min(...Object.values(done))).toBeGreaterThan(1)
    await Promise.all(people.map(({ device }) => device.leave()))
    await server.settled()
    await clock.advance(DAY)
    expect(await server.stats()).toMatchObject({ calls: 0, timers: 0, inQueue: 0, atLinks: 0, connections: 0 })
    expect(clock.pending).toBe(0)
  },
)
