import { type Clock, limits } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../testing/fakeClock.ts'
import { type MatchQueue, REPORT_MS, REPORTS, type Seeker } from '../matchQueue.ts'

/** A seeker whose device and wait are named after the user. */
export const sampleSeeker = (userId: string, changes: Partial<Seeker> = {}): Seeker => ({
  ...{
    callId: `wait of ${userId}`,
    device: { userId, deviceId: `${userId}-1` },
    media: 'video',
    name: null,
    avoid: [],
  },
  ...changes,
})

/** The tests that every implementation of `MatchQueue` must pass. */
export function describeQueue(name: string, create: (clock: Clock) => MatchQueue): void {
  function setUp() {
    const clock = createFakeClock()
    const queue = create(clock)
    const names = async () => (await queue.waiting()).map(({ device }) => device.userId)
    const seek = async (userId: string, changes: Partial<Seeker> = {}) =>
      (await queue.seek(sampleSeeker(userId, changes)))?.device.userId ?? null
    const leave = (userId: string) => queue.leave(sampleSeeker(userId))
    return { clock, queue, names, seek, leave }
  }

  describe(name, () => {
    it('lets the first wait, and finds them by their user, however their ID is written', async () => {
      const { queue, seek, names } = setUp()
      expect(await seek('ada')).toBeNull()
      expect([await queue.count(), await names()]).toEqual([1, ['ada']])
      expect(await queue.find('ADA')).toEqual(sampleSeeker('ada'))
      expect(await queue.find('bob')).toBeNull()
    })

    it('finds the first who waits for the next one to come, who then does not wait', async () => {
      const { queue, seek, names } = setUp()
      await seek('ada')
      await seek('bob', { avoid: ['ada'] })
      expect(await seek('carol')).toBe('ada')
      expect([await names(), await queue.find('carol')]).toEqual([['ada', 'bob'], null])
    })

    it('never finds oneself, and has each user once, on the newest device', async () => {
      const { queue, seek, names } = setUp()
      await seek('ada')
      await seek('bob', { avoid: ['ada'] })
      expect(
        await seek('ADA', { callId: 'another', device: { userId: 'ADA', deviceId: 'ada-2' }, avoid: ['bob'] }),
      ).toBeNull()
      expect(await names()).toEqual(['bob', 'ADA'])
      expect(await queue.leave(sampleSeeker('ada'))).toBe(false)
      expect(await queue.count()).toBe(2)
    })

    it('keeps the place of somebody who seeks again, with their new wishes', async () => {
      const { seek, names } = setUp()
      await seek('ada')
      await seek('bob', { avoid: ['ada'] })
      await seek('ada', { avoid: ['carol'] })
      expect(await names()).toEqual(['ada', 'bob'])
      expect(await seek('carol')).toBe('bob')
    })

    it('ends a wait once', async () => {
      const { queue, seek, leave } = setUp()
      await seek('ada')
      expect([await leave('ada'), await leave('ada'), await queue.count()]).toEqual([true, false, 0])
      expect(await seek('bob')).toBeNull()
    })

    it('does not pair two if either avoids the other, for as long as the one who avoids waits', async () => {
      const { seek, leave } = setUp()
      await seek('ada', { avoid: ['BOB'] })
      expect(await seek('bob')).toBeNull()
      await leave('ada')
      await leave('bob')
      await seek('bob')
      expect(await seek('ada', { avoid: ['BOB'] })).toBeNull()
      expect(await seek('ada')).toBe('bob')
    })

    it('pairs two who have met again after an hour, and says when that is', async () => {
      const { queue, clock, seek } = setUp()
      await queue.met('ada', 'BOB')
      await seek('ada')
      expect(await queue.nextDue()).toBeNull()
      await clock.advance(1_000)
      expect(await seek('bob')).toBeNull()
      expect(await queue.nextDue()).toBe(clock.now() - 1_000 + limits.MATCH_AGAIN_MS)
      await clock.advance(limits.MATCH_AGAIN_MS - 1_001)
      expect([await seek('bob'), await queue.due()]).toEqual([null, []])
      await clock.advance(1)
      expect((await queue.due()).map(({ device }) => device.userId)).toEqual(['bob'])
      expect(await seek('bob')).toBe('ada')
    })

    it('says nothing is due when nobody waits, or nobody for whom time would help', async () => {
      const { queue, seek, leave } = setUp()
      await queue.met('ada', 'bob')
      await seek('ada')
      await seek('bob')
      await leave('ada')
      await leave('bob')
      expect(await queue.nextDue()).toBeNull()
      await seek('carol')
      await seek('dave', { avoid: ['carol'] })
      expect([await queue.due(), await queue.count()]).toEqual([[], 2])
    })

    it('never pairs two of whom one has reported the other', async () => {
      const { queue, clock, seek, leave } = setUp()
      expect([await queue.report('ada', 'bob'), await queue.report('ADA', 'Bob')]).toEqual([true, false])
      await clock.advance(100 * REPORT_MS)
      await seek('ada')
      expect(await seek('bob')).toBeNull()
      expect(await queue.nextDue()).toBeNull()
      await leave('ada')
      expect(await seek('carol')).toBe('bob')
    })

    it('lets somebody wait alone for a day after enough different people have reported them', async () => {
      const { queue, clock, seek } = setUp()
      for (let times = 0; times < REPORTS; times += 1) await queue.report('ada', 'bob')
      for (let number = 1; number < REPORTS; number += 1) {
        expect(await seek('carol')).toBeNull()
        expect(await seek('bob')).toBe('carol')
        await queue.report(`reporter-${number}`, 'bob')
      }
      expect(await seek('bob')).toBeNull()
      expect(await queue.count()).toBe(2)
      expect(await seek('dave')).toBe('carol')
      expect(await queue.nextDue()).toBe(clock.now() + REPORT_MS)
      await clock.advance(REPORT_MS)
      expect(await seek('dave')).toBe('carol')
      expect((await queue.due()).map(({ device }) => device.userId)).toEqual(['bob'])
      expect(await seek('bob')).toBe('carol')
    })

    it('counts reports together that are within a day of each other only', async () => {
      const { queue, clock, seek } = setUp()
      for (let number = 0; number < 10; number += 1) {
        await queue.report(`reporter-${number}`, 'bob')
        await clock.advance(REPORT_MS / (REPORTS - 1))
      }
      await seek('ada')
      expect(await seek('bob')).toBe('ada')
    })

    it('takes the names of built-in properties for IDs like any other', async () => {
      const { queue, seek } = setUp()
      await queue.report('constructor', '__proto__')
      expect(await seek('__proto__')).toBeNull()
      expect(await seek('constructor')).toBeNull()
      expect(await seek('toString')).toBe('__proto__')
    })
  })
}
