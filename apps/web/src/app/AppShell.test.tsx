import {
  callEnded,
  codeCallConnected,
  codeCallStarted,
  connectionChanged,
  incomingCall,
  startOutgoingCall,
} from '@parley/call'
import { createFakeClient, idClaimed, idKnown, idRefused } from '@parley/client/testing'
import { ClientProvider } from '@parley/react'
import { act, cleanup, render, screen } from '@testing-library/react'
import { useEffect } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AppShell } from './AppShell.tsx'
import type { LazyScreens } from './lazyScreens.tsx'

const caller = { userId: 'grace', deviceId: 'grace-phone-00000' }
const identity = { root: `BA${'x'.repeat(84)}A`, certificates: [], revocations: null }
const CALL = 'call-000000000000'

beforeEach(() => {
  vi.stubGlobal('requestIdleCallback', () => 0)
  vi.stubGlobal('cancelIdleCallback', () => undefined)
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** The screens; the code of `join` and `recover` cannot be loaded. */
const screens: Omit<LazyScreens, 'calls'> = {
  settings: async () => () => <p>the settings</p>,
  join: () => Promise.reject(new Error('no network')),
  recover: () => Promise.reject(new Error('no network')),
  codes: async () => () => <p>the codes</p>,
}

function setup(replaced: Partial<LazyScreens> = {}) {
  const { client } = createFakeClient()
  const { store } = client
  const layer = { mounts: 0 }
  function Layer() {
    useEffect(() => {
      layer.mounts += 1
    }, [])
    return <p>the call</p>
  }
  render(
    <ClientProvider client={client}>
      <AppShell screens={{ ...screens, calls: async () => () => <Layer />, ...replaced }} />
    </ClientProvider>,
  )
  const dispatch = (action: Parameters<typeof store.dispatch>[0]) => act(async () => void store.dispatch(action))
  return { store, layer, dispatch }
}

it('asks for an ID first, then shows home', async () => {
  const { dispatch } = setup()
  expect(screen.getByRole('textbox', { name: 'Your ID' })).toBeTruthy()
  await dispatch(idKnown('ada'))
  expect(screen.getByRole('textbox', { name: 'ID to call' })).toBeTruthy()
})

it.each([
  ['refused', connectionChanged({ status: 'refused', code: 'idTaken' })],
  ['replaced', connectionChanged({ status: 'replaced' })],
] as const)('a device %s by the server during a call stays in the call', async (why, change) => {
  const { store, layer, dispatch } = setup()
  await dispatch(idKnown('ada'))
  await dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
  expect(screen.getByText('the call')).toBeTruthy()
  await dispatch(change)
  if (why === 'refused') await dispatch(idRefused())
  expect(screen.getByText('the call')).toBeTruthy()
  expect(screen.queryByRole('textbox')).toBeNull()
  expect(layer.mounts).toBe(1)
  await dispatch(callEnded({ callId: CALL, reason: 'hangup' }))
  expect(screen.queryByRole('textbox', { name: 'ID to call' })).toBeNull()
  expect(store.getState().call.current.status).toBe('IDLE')
})

it('a page that is too old for its server says so once its call is over, and not before', async () => {
  const { dispatch } = setup()
  await dispatch(idKnown('ada'))
  await dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
  await dispatch(connectionChanged({ status: 'refused', code: 'unsupportedVersion' }))
  expect(screen.queryByRole('alert')).toBeNull()
  await dispatch(callEnded({ callId: CALL, reason: 'hangup' }))
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy()
  expect(screen.getByRole('alert').textContent).toMatch(/has been updated/)
})

it('a call whose code cannot be loaded goes on ringing elsewhere: it is not declined', async () => {
  const { store, dispatch } = setup({ calls: () => Promise.reject(new Error('offline')) })
  await dispatch(idKnown('ada'))
  await dispatch(incomingCall({ callId: CALL, kind: 'direct', media: 'video', rev: 1, caller, identity }))
  expect(store.getState().call.current).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'failed' } })
  expect(screen.getByRole('textbox', { name: 'ID to call' })).toBeTruthy()
})

it('the page title says who is calling', async () => {
  const { dispatch } = setup()
  await dispatch(idKnown('ada'))
  expect(document.title).toBe('Parley')
  await dispatch(incomingCall({ callId: CALL, kind: 'direct', media: 'video', rev: 1, caller, identity }))
  expect(document.title).toBe('grace is calling · Parley')
})

it('opens the settings, and the browser’s "back" returns home', async () => {
  const { dispatch } = setup()
  await dispatch(idKnown('ada'))
  await act(async () => screen.getByRole('button', { name: 'Settings' }).click())
  expect(screen.getByText('the settings')).toBeTruthy()
  // As the phone's "back" does.
  history.back()
  expect(await screen.findByRole('textbox', { name: 'ID to call' })).toBeTruthy()
})

it('returns home if the code of the settings cannot be loaded', async () => {
  const { dispatch } = setup({ settings: () => Promise.reject(new Error('offline')) })
  await dispatch(idKnown('ada'))
  await act(async () => screen.getByRole('button', { name: 'Settings' }).click())
  expect(await screen.findByRole('textbox', { name: 'ID to call' })).toBeTruthy()
})

it('returns to the first screen if the code for recovering cannot be loaded', async () => {
  setup()
  await act(async () => screen.getByRole('button', { name: 'I have a recovery file' }).click())
  expect(await screen.findByRole('textbox', { name: 'Your ID' })).toBeTruthy()
})

it('the page of calls by codes needs no ID, and is shown until it is left or such a call is connected', async () => {
  location.hash = '#codes'
  const { dispatch } = setup()
  expect(await screen.findByText('the codes')).toBeTruthy()
  const device = { userId: 'Someone', deviceId: 'code-AAAAAAAAAAA' }
  await dispatch(codeCallStarted({ callId: CALL, peer: 'Someone', device, role: 'initiator', media: 'voice' }))
  expect(screen.getByText('the codes')).toBeTruthy()
  await dispatch(codeCallConnected({ callId: CALL }))
  expect(screen.queryByText('the codes')).toBeNull()
  await dispatch(callEnded({ callId: CALL, reason: 'hangup' }))
  expect(await screen.findByText('the codes')).toBeTruthy()
  location.hash = ''
  expect(await screen.findByRole('textbox', { name: 'Your ID' })).toBeTruthy()
})

it('a refused guest is not asked to correct an ID that they never chose', async () => {
  const { store, dispatch } = setup()
  await dispatch(idKnown('ada'))
  await act(async () => {
    store.dispatch(idClaimed('guest.aaaaaaaaaaaaaaaaaaaaaaaaaa'))
    store.dispatch(connectionChanged({ status: 'refused', code: 'tooMany' }))
    store.dispatch(idRefused())
  })
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Your ID' }).value).toBe('')
})
