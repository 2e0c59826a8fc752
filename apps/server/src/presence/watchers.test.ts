import { limits, type PresenceChange } from '@parley/protocol'
import { expect, test } from 'vitest'
import { createFakeClock } from '../testing/fakeClock.ts'
import { createMemoryPresence } from './memoryPresence.ts'
import { createWatchers } from './watchers.ts'

function setUp() {
  const clock = createFakeClock()
  const presence = createMemoryPresence()
  const watchers = createWatchers({ presence, clock })
  const told: PresenceChange[] = []
  const connectionOf = (userId: string) => ({ connectionId: userId, userId, deviceId: 'device' })
  return {
    clock,
    presence,
    watchers,
    arrive: (...ids: string[]) => Promise.all(ids.map((id) => presence.join(connectionOf(id)))),
    leave: (...ids: string[]) => Promise.all(ids.map((id) => presence.leave(connectionOf(id)))),
    watch: (query = '', userId = 'me-myself') =>
      watchers.watch({ connectionId: 'viewer', userId, tell: (change) => told.push(change) }, query),
    told: () => told.splice(0),
  }
}

/** The names `p000`, `p001`, …, whose order is that of their numbers. */
const names = (count: number) => Array.from({ length: count }, (_, n) => `p${String(n).padStart(3, '0')}`)
const online = (userId: string) => ({ userId, state: 'online' as const })

test('the list is of the others, sorted, and never of oneself', async () => {
  const { arrive, watch } = setUp()
  await arrive('Zoe', 'Me-Myself', 'bob')
  expect(watch()).toEqual({ people: [online('bob'), online('Zoe')], total: 2 })
})

test('searching finds people by any part of their ID, however it is written', async () => {
  const { arrive, watch } = setUp()
  await arrive('Anna', 'joanne', 'bob')
  expect(watch('ANN')).toEqual({ people: [online('Anna'), online('joanne')], total: 2 })
})

test('the list holds the first people and counts all', async () => {
  const { arrive, watch } = setUp()
  await arrive(...names(80))
  const { people, total } = watch()
  expect(people.map(({ userId }) => userId)).toEqual(names(limits.PRESENCE_LIST_SIZE))
  expect(total).toBe(80)
})

test('the first change is told promptly, but never before the list it changes', async () => {
  const { arrive, watch, told, clock } = setUp()
  watch()
  await arrive('bob')
  expect(told()).toEqual([])
  await clock.advance(0)
  expect(told()).toEqual([{ changed: [online('bob')], gone: [], total: 1 }])
})

test('changes of one second are told once, as the list in the end', async () => {
  const { arrive, leave, watch, told, clock } = setUp()
  await arrive('ada')
  watch()
  await arrive('bob')
  await clock.advance(0)
  told()
  await arrive('carol', 'dave')
  await leave('ada', 'dave')
  await clock.advance(limits.PRESENCE_INTERVAL_MS - 1)
  expect(told()).toEqual([])
  await clock.advance(1)
  expect(told()).toEqual([{ changed: [online('carol')], gone: ['ada'], total: 2 }])
})

test('nothing is told when in the end nothing changed', async () => {
  const { arrive, leave, watch, told, clock } = setUp()
  watch()
  await arrive('bob')
  await leave('bob')
  await clock.advance(limits.PRESENCE_INTERVAL_MS)
  expect(told()).toEqual([])
  expect(clock.pending).toBe(0)
})

test('nobody is told of people who do not match, or of oneself', async () => {
  const { arrive, watch, clock } = setUp()
  watch('ann')
  await arrive('bob', 'me-myself')
  expect(clock.pending).toBe(0)
})

test('somebody in an answered call is shown as in a call', async () => {
  const { arrive, watch, told, clock, presence } = setUp()
  await arrive('bob')
  watch()
  await presence.engage('bob', 'call-1', false)
  expect(clock.pending).toBe(0)
  await presence.engage('bob', 'call-1', true)
  await clock.advance(0)
  expect(told()).toEqual([{ changed: [{ userId: 'bob', state: 'inCall' }], gone: [], total: 1 }])
})

test('people slide into the list and out of it as others come and go before them', async () => {
  const { arrive, leave, watch, told, clock } = setUp()
  await arrive(...names(51))
  watch()
  await leave('p000')
  await clock.advance(0)
  expect(told()).toEqual([{ changed: [online('p050')], gone: ['p000'], total: 50 }])
  await arrive('a-first', 'b-second')
  await clock.advance(limits.PRESENCE_INTERVAL_MS)
  expect(told()).toEqual([{ changed: [online('a-first'), online('b-second')], gone: ['p049', 'p050'], total: 52 }])
})

test('somebody beyond the list only changes the total', async () => {
  const { arrive, watch, told, clock } = setUp()
  await arrive(...names(60))
  watch()
  await arrive('zoe')
  await clock.advance(0)
  expect(told()).toEqual([{ changed: [], gone: [], total: 61 }])
})

test('a new search replaces the old one and does not make news more frequent', async () => {
  const { arrive, watch, told, clock, watchers } = setUp()
  watch('bo')
  await arrive('bob')
  await clock.advance(0)
  told()
  expect(watch('ca')).toEqual({ people: [], total: 0 })
  await arrive('boris', 'carol')
  await clock.advance(limits.PRESENCE_INTERVAL_MS - 1)
  expect(told()).toEqual([])
  await clock.advance(1)
  expect(told()).toEqual([{ changed: [online('carol')], gone: [], total: 1 }])
  expect(watchers.size).toBe(1)
})

test('an ended watch leaves no timer and is told nothing', async () => {
  const { arrive, watch, told, clock, watchers } = setUp()
  watch()
  await arrive('bob')
  watchers.unwatch('viewer')
  expect(clock.pending).toBe(0)
  await clock.advance(limits.PRESENCE_INTERVAL_MS)
  expect(told()).toEqual([])
  expect(watchers.size).toBe(0)
})
