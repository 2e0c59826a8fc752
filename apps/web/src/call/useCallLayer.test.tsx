import { endCall, incomingCall } from '@parley/call'
import { createFakeClient } from '@parley/client/testing'
import { ClientProvider } from '@parley/react'
import { act, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { useCallLayer } from './useCallLayer.ts'

const caller = { userId: 'grace', deviceId: 'grace-phone-00000' }
const identity = { root: `BA${'x'.repeat(84)}A`, certificates: [], revocations: null }
const ring = (callId: string) => incomingCall({ callId, kind: 'direct', media: 'video', rev: 1, caller, identity })

afterEach(() => vi.useRealTimers())

function setup(load: () => Promise<() => ReactNode>, wanted = false) {
  vi.stubGlobal('requestIdleCallback', () => 0)
  vi.stubGlobal('cancelIdleCallback', () => undefined)
  const { client } = createFakeClient()
  const { store } = client
  const wrapper = ({ children }: { children: ReactNode }) => <ClientProvider client={client}>{children}</ClientProvider>
  const hook = renderHook(() => useCallLayer(load, wanted), { wrapper, reactStrictMode: true })
  return { store, hook, ring: (callId: string) => act(async () => void store.dispatch(ring(callId))) }
}

it('loads the code of calls when a call comes, and keeps it', async () => {
  const load = vi.fn(async () => () => 'screens')
  const { store, hook, ring } = setup(load)
  expect(hook.result.current).toBeUndefined()
  await ring('call-1')
  expect(hook.result.current).toBe('screens')
  act(() => void store.dispatch(endCall({ callId: 'call-1' })))
  expect(hook.result.current).toBe('screens')
})

it('a call whose code cannot be loaded ends, and the next one tries again', async () => {
  const load = vi.fn<() => Promise<() => ReactNode>>().mockRejectedValue(new Error('offline'))
  const { store, hook, ring } = setup(load)
  await ring('call-1')
  expect(store.getState().call.current.status).toBe('IDLE')
  load.mockResolvedValue(() => 'screens')
  await ring('call-2')
  expect(hook.result.current).toBe('screens')
})

it('screens that are wanted before a call are loaded again after a failure, until they are no longer wanted', async () => {
  vi.useFakeTimers()
  const load = vi.fn<() => Promise<() => ReactNode>>().mockRejectedValue(new Error('offline'))
  const { hook } = setup(load, true)
  await act(() => vi.advanceTimersByTimeAsync(4_000))
  expect(hook.result.current).toBeUndefined()
  load.mockResolvedValue(() => 'screens')
  await act(() => vi.advanceTimersByTimeAsync(3_000))
  expect(hook.result.current).toBe('screens')
  const gone = setup(vi.fn().mockRejectedValue(new Error('offline')), true)
  await act(() => vi.advanceTimersByTimeAsync(100))
  gone.hook.unmount()
  expect(vi.getTimerCount()).toBe(0)
})
