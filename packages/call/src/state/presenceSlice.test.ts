import { limits } from '@parley/protocol'
import { expect, it } from 'vitest'
import { peopleListed, presenceChanged, presenceReducer, presenceUnwatched, presenceWatched } from './presenceSlice.ts'

const online = (userId: string) => ({ userId, state: 'online' }) as const
const after = (...actions: Parameters<typeof presenceReducer>[1][]) =>
  actions.reduce<ReturnType<typeof presenceReducer> | undefined>(presenceReducer, undefined)

it('a list is shown as it was while the same text is searched for again, and as not loaded while another is', () => {
  const listed = [presenceWatched({ query: 'a' }), peopleListed({ query: 'a', people: [online('ada')], total: 1 })]
  expect(after(...listed, presenceWatched({ query: 'a' }))).toMatchObject({ loaded: true, query: 'a' })
  expect(after(...listed, presenceWatched({ query: 'ad' }))).toMatchObject({ loaded: false, query: 'ad' })
})

it('an answer to a search that is over changes nothing', () => {
  const before = after(presenceWatched({ query: 'a' }))
  expect(presenceReducer(before, peopleListed({ query: 'b', people: [online('bob')], total: 1 }))).toBe(before)
})

it('people who come and go stay in the order of their IDs, whatever the case', () => {
  const state = after(
    presenceWatched({ query: '' }),
    peopleListed({ query: '', people: [online('Bob'), online('eve')], total: 2 }),
    presenceChanged({ changed: [online('ada'), online('Cyd')], gone: ['BOB'], total: 3 }),
  )
  expect(state?.people.map(({ userId }) => userId)).toEqual(['ada', 'Cyd', 'eve'])
  expect(state?.total).toBe(3)
})

it('a list that grows is cut where the server cuts it', () => {
  const many = Array.from({ length: limits.PRESENCE_LIST_SIZE }, (_, index) => online(`b${1_000 + index}`))
  const state = after(
    presenceWatched({ query: '' }),
    peopleListed({ query: '', people: many, total: many.length }),
    presenceChanged({ changed: [online('ada')], gone: [], total: many.length + 1 }),
  )
  expect(state?.people).toHaveLength(limits.PRESENCE_LIST_SIZE)
  expect(state?.people[0]?.userId).toBe('ada')
})

it('a list that left the screen is forgotten', () => {
  const state = after(
    presenceWatched({ query: 'a' }),
    peopleListed({ query: 'a', people: [online('ada')], total: 1 }),
    presenceUnwatched(),
  )
  expect(state).toEqual({ query: null, people: [], total: 0, loaded: false })
})
