import { expect, test } from 'vitest'
import { createFakeClock } from '../testing/fakeClock.ts'
import { createPlaces, UNPROVED_MS } from './places.ts'

/** Places for connections that are just names; those that were ended are listed. */
function start({ proved = 2, unproved = 2 } = {}) {
  const clock = createFakeClock()
  const ended: string[] = []
  const places = createPlaces<string>({
    ...{ proved, unproved, clock },
    end: (name) => {
      ended.push(name)
      places.leave(name)
    },
  })
  const enter = (...names: string[]) => {
    for (const name of names) places.enter(name, 'here')
  }
  return { clock, ended, places, enter }
}

test('of those that have proved nothing the oldest makes way, each time, and nobody at another address', () => {
  const { ended, places, enter } = start()
  places.enter('elsewhere', 'there')
  enter('a', 'b', 'c', 'd')
  expect(ended).toEqual(['a', 'b'])
  expect(places.size).toBe(3)
})

test('somebody who has proved who they are makes way for nobody, and takes no place of the others', () => {
  const { ended, places, enter } = start()
  enter('ada')
  expect(places.prove('ada')).toBe(true)
  enter('a', 'b', 'c')
  expect(ended).toEqual(['a'])
  expect([places.isProved('ada'), places.isProved('b')]).toEqual([true, false])
})

test('a connection that proves nothing is ended after 10 s, and one that does is not', async () => {
  const { clock, ended, places, enter } = start()
  enter('ada', 'silent')
  places.prove('ada')
  await clock.advance(UNPROVED_MS - 1)
  expect(ended).toEqual([])
  await clock.advance(1)
  expect(ended).toEqual(['silent'])
  expect(clock.pending).toBe(0)
})

test('an address has only so many proved connections, and one that leaves makes room', () => {
  const { places, enter } = start({ unproved: 9 })
  enter('a', 'b', 'c')
  expect(['a', 'b', 'c'].map(places.prove)).toEqual([true, true, false])
  expect(places.isProved('c')).toBe(false)
  places.leave('a')
  expect(places.prove('c')).toBe(true)
})

test('a proof that counts twice takes one place, and one that no longer counts takes none', async () => {
  const { clock, ended, places, enter } = start({ proved: 1 })
  enter('a', 'b')
  expect([places.prove('a'), places.prove('a'), places.prove('b')]).toEqual([true, true, false])
  places.unprove('a')
  places.unprove('a')
  expect([places.isProved('a'), places.prove('b')]).toEqual([false, true])
  await clock.advance(UNPROVED_MS)
  expect(ended).toEqual(['a'])
})

test('a connection that is closed twice, or proves something afterwards, is forgotten all the same', () => {
  const { clock, places, enter } = start()
  enter('a', 'b')
  places.prove('b')
  for (const name of ['a', 'b', 'a', 'b']) places.leave(name)
  expect(places.prove('a')).toBe(true)
  places.unprove('b')
  expect([places.size, clock.pending]).toEqual([0, 0])
})
