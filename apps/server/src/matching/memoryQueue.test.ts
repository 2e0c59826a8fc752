import { limits } from '@parley/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createFakeClock } from '../testing/fakeClock.ts'
import { MAX_PAIRS, REPORT_MS, REPORTS } from './matchQueue.ts'
import { createMemoryQueue } from './memoryQueue.ts'
import { describeQueue, sampleSeeker } from './testing/queueContract.ts'

describeQueue('a queue in memory', createMemoryQueue)

const USERS = 8
const user = fc.nat(USERS - 1)
const deed = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('seek' as const), user, avoid: fc.array(user, { maxLength: 2 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), user }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('report' as const), user, whom: user }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(limits.MATCH_AGAIN_MS) }) },
)

/** A simple model of which users may meet. */
function createModel() {
  const met: { pair: string; at: number }[] = []
  const reports: { by: number; whom: number; at: number }[] = []
  const shunned: { whom: number; at: number }[] = []
  const avoids = new Map<number, readonly number[]>()
  const pairOf = (one: number, other: number) => [one, other].sort().join()
  return {
    met,
    avoids,
    pairOf,
    report: (by: number, whom: number, at: number) => {
      for (const old of reports.filter((each) => each.by === by && each.whom === whom))
        reports.splice(reports.indexOf(old), 1)
      reports.push({ by, whom, at })
      const since = shunned.filter((each) => each.whom === whom).at(-1)?.at ?? -1
      const counting = reports.filter((each) => each.whom === whom && at - each.at < REPORT_MS && each.at > since)
      if (new Set(counting.map((each) => each.by)).size >= REPORTS) shunned.push({ whom, at })
    },
    mayMeet: (one: number, other: number, now: number): boolean =>
      one !== other &&
      !avoids.get(one)?.includes(other) &&
      !avoids.get(other)?.includes(one) &&
      !met.some(({ pair, at }) => pair === pairOf(one, other) && now - at < limits.MATCH_AGAIN_MS) &&
      !reports.some(({ by, whom }) => pairOf(by, whom) === pairOf(one, other)) &&
      !shunned.some(({ whom, at }) => (whom === one || whom === other) && now - at < REPORT_MS),
  }
}

it('in any order of events, pairs only those who may meet, and never leaves two waiting who may', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 80 }), async (deeds) => {
      const clock = createFakeClock(1)
      const queue = createMemoryQueue(clock)
      const model = createModel()
      const nameOf = (number: number) => `user-${number}`
      const waiting = async () => (await queue.waiting()).map(({ device }) => Number(device.userId.slice(5)))

      async function seek(seeker: ReturnType<typeof sampleSeeker>): Promise<void> {
        const number = Number(seeker.device.userId.slice(5))
        const partner = await queue.seek(seeker)
        if (!partner) return
        const other = Number(partner.device.userId.slice(5))
        expect(model.mayMeet(number, other, clock.now())).toBe(true)
        // First come, first served: nobody who waited longer may meet this one.
        const before = (await waiting()).slice(0, (await waiting()).indexOf(other))
        for (const earlier of before) expect(model.mayMeet(number, earlier, clock.now())).toBe(false)
        model.met.push({ pair: model.pairOf(number, other), at: clock.now() })
        await queue.met(nameOf(number), nameOf(other))
        await queue.leave(partner)
        await queue.leave(seeker)
      }

      for (const each of deeds) {
        switch (each.kind) {
          case 'seek': {
            model.avoids.set(each.user, each.avoid)
            await seek(sampleSeeker(nameOf(each.user), { avoid: each.avoid.map(nameOf) }))
            break
          }
          case 'leave':
            await queue.leave(sampleSeeker(nameOf(each.user)))
            break
          case 'report':
            if (each.user === each.whom) break
            model.report(each.user, each.whom, clock.now())
            await queue.report(nameOf(each.user), nameOf(each.whom))
            break
          case 'pass':
            await clock.advance(each.ms)
        }
        // Seeks again for due users, as the service does.
        const next = await queue.nextDue()
        if (next !== null && next <= clock.now()) {
          for (const seeker of await queue.due()) {
            if (await queue.find(seeker.device.userId)) await seek(seeker)
          }
        }
        const there = await waiting()
        expect(new Set(there).size).toBe(there.length)
        const together = there.flatMap((one) => there.filter((other) => model.mayMeet(one, other, clock.now())))
        expect(together).toEqual([])
      }
    }),
    { numRuns: 300, seed: 7 },
  )
})

it('costs the same for each arrival, however many came before', async () => {
  const queue = createMemoryQueue(createFakeClock())
  let looked = 0
  const arrive = async (number: number) => {
    const seeker = sampleSeeker(`user-${number}`)
    const partner = await queue.seek(seeker)
    looked += await queue.count()
    if (!partner) return
    await queue.met(seeker.device.userId, partner.device.userId)
    await queue.leave(partner)
  }
  for (let number = 0; number < 20_000; number += 1) await arrive(number)
  // Never more than one user waits.
  expect(looked).toBe(20_000)
})

it('remembers no more people than it has room for, and forgets them in time', async () => {
  const clock = createFakeClock()
  const queue = createMemoryQueue(clock)
  for (let number = 0; number < MAX_PAIRS + 10; number += 1) await queue.met('ada', `user-${number}`)
  expect(queue.remembered.pairs).toBe(MAX_PAIRS)
  await clock.advance(limits.MATCH_AGAIN_MS)
  expect(queue.remembered).toEqual({ pairs: 0, reported: 0 })
})
