import { acceptCall, callAnswered, callReducer, endCall, incomingCall, startOutgoingCall } from '@parley/call'
import { sampleIdentity as identity } from '@parley/call/testing'
import { choicesChanged, mediaChoicesReducer } from '@parley/client'
import { createFakeWorld, liveTracks, openConnections } from '@parley/webrtc/testing'
import { configureStore } from '@reduxjs/toolkit'
import { act, cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { Provider } from 'react-redux'
import { afterEach, describe, expect, it } from 'vitest'
import { useWebRTC } from './useWebRTC.ts'

const CALL = 'call-000000000000'
const ADA = { userId: 'ada', deviceId: 'ada-device-0123456789' }
const BOB = { userId: 'bob', deviceId: 'bob-device-0123456789' }
const ring = incomingCall({ callId: CALL, kind: 'direct', media: 'video', rev: 1, caller: BOB, identity })

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  cleanup()
  for (const close of cleanups.splice(0)) await close()
  expect({ tracks: liveTracks(), connections: openConnections() }).toEqual({ tracks: 0, connections: 0 })
})

/** Renders the hook with a real store and a real session on fake devices, under StrictMode. */
function setup() {
  const world = createFakeWorld()
  cleanups.push(() => world.close())
  const join = (userId: string) => {
    const party = world.join(userId)
    const store = configureStore({ reducer: { call: callReducer, mediaChoices: mediaChoicesReducer } })
    const wrapper = ({ children }: { children: ReactNode }) => <Provider store={store}>{children}</Provider>
    const hook = renderHook(() => useWebRTC(party.session), { wrapper, reactStrictMode: true })
    return {
      ...party,
      hook,
      dispatch: (action: Parameters<typeof store.dispatch>[0]) => act(() => store.dispatch(action)),
    }
  }
  return { world, join, run: (ms?: number) => act(() => world.run(ms)) }
}

describe('useWebRTC', () => {
  it('opens camera and microphone with one prompt while it rings, though StrictMode runs every effect twice', async () => {
    const { join, run } = setup()
    const ada = join('ada')
    ada.dispatch(ring)
    await run()
    expect(ada.media.requests).toHaveLength(1)
    expect(ada.hook.result.current).toMatchObject({
      camera: { state: 'on' },
      microphone: { state: 'on' },
      connection: 'none',
    })
    expect(openConnections(), 'the withheld link').toBe(1)
  })

  it('takes the preview into the call: two hooks connect, and each gets the other’s media', async () => {
    const { world, join, run } = setup()
    const [ada, bob] = [join('ada'), join('bob')]
    bob.dispatch(startOutgoingCall({ callee: 'ada', media: 'video' }, CALL))
    ada.dispatch(ring)
    await run()
    ada.dispatch(acceptCall({ callId: CALL, media: 'video' }))
    bob.dispatch(callAnswered({ callId: CALL, device: ADA, media: 'video' }))
    await run(2_000)
    for (const { hook, media } of [ada, bob]) {
      expect(hook.result.current).toMatchObject({ connection: 'connected', remote: { microphone: true, camera: true } })
      expect(media.requests).toHaveLength(1)
    }
    ada.dispatch(endCall({ callId: CALL }))
    bob.dispatch(endCall({ callId: CALL }))
    expect(liveTracks()).toBe(0)
    // The connections send their goodbye first.
    await run(50)
    expect([openConnections(), world.clock.pending]).toEqual([0, 0])
  })

  it('hung up during the permission prompt: the camera that is granted later is stopped at once', async () => {
    const { join, run } = setup()
    const ada = join('ada')
    ada.media.manual = true
    ada.dispatch(ring)
    await run()
    ada.dispatch(endCall({ callId: CALL }))
    ada.media.grant()
    await run()
    expect(liveTracks()).toBe(0)
    expect(ada.hook.result.current).toMatchObject({ localStream: null, camera: { state: 'off' } })
  })

  it('muting and unmuting rapidly ends in the last state, with the same microphone', async () => {
    const { join, run } = setup()
    const ada = join('ada')
    ada.dispatch(ring)
    ada.dispatch(acceptCall({ callId: CALL, media: 'video' }))
    await run()
    for (let press = 1; press <= 7; press++) ada.dispatch(choicesChanged({ callId: CALL, muted: press % 2 === 1 }))
    const [microphone] = ada.hook.result.current.localStream?.getAudioTracks() ?? []
    expect(microphone?.enabled).toBe(false)
    ada.dispatch(choicesChanged({ callId: CALL, muted: false }))
    expect(microphone?.enabled).toBe(true)
    expect(ada.media.requests).toHaveLength(1)
  })

  it('releases everything when it is unmounted in a call', async () => {
    const { join, run } = setup()
    const ada = join('ada')
    ada.dispatch(ring)
    ada.dispatch(acceptCall({ callId: CALL, media: 'video' }))
    await run()
    expect(liveTracks()).toBe(2)
    ada.hook.unmount()
    expect({ tracks: liveTracks(), connections: openConnections() }).toEqual({ tracks: 0, connections: 0 })
  })

  it('a refused camera is a state of the snapshot, and the call goes on with the microphone', async () => {
    const { join, run } = setup()
    const ada = join('ada')
    ada.media.failures.camera = 'NotAllowedError'
    ada.media.permissions.camera = 'denied'
    ada.dispatch(ring)
    await run()
    expect(ada.hook.result.current).toMatchObject({
      camera: { state: 'failed', problem: 'denied' },
      microphone: { state: 'on' },
    })
  })
})
