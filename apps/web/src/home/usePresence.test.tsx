import { peopleListed } from '@parley/call'
import { createFakeClient } from '@parley/client/testing'
import { ClientProvider } from '@parley/react'
import { act, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { usePresence } from './usePresence.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function setup() {
  const { client } = createFakeClient()
  const { store } = client
  const wrapper = ({ children }: { children: ReactNode }) => <ClientProvider client={client}>{children}</ClientProvider>
  const { result } = renderHook(() => usePresence(), { wrapper, reactStrictMode: true })
  return {
    store,
    result,
    rest: () => act(() => vi.advanceTimersByTime(150)),
    type: (text: string) => act(() => result.current.setQuery(text)),
    list: (query: string) => act(() => void store.dispatch(peopleListed({ query, people: [], total: 0 }))),
  }
}

it('is loaded once the server has answered the current query', () => {
  const { result, rest, type, list } = setup()
  expect(result.current.loaded).toBe(false)
  rest()
  list('')
  expect(result.current.loaded).toBe(true)
  type('ada ')
  expect(result.current.loaded).toBe(false)
  rest()
  expect(result.current.loaded).toBe(false)
  list('ada')
  expect(result.current.loaded).toBe(true)
})

it('cuts a query to the longest that the server takes', () => {
  const { store, result, rest, type } = setup()
  type('a'.repeat(40))
  rest()
  expect(result.current.query).toHaveLength(32)
  expect(store.getState().presence.query).toHaveLength(32)
})
