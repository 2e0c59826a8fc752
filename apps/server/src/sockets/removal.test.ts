import { revoke } from '@parley/identity'
import { createDevice } from '@parley/identity/testing'
import { expect, test } from 'vitest'
import type { Limiter } from '../limits/limiter.ts'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { startTestServer } from '../testing/startTestServer.ts'

const callId = longId('call-1')

test('T21: a request that a removed device made before it was removed, and that was not answered yet, is not done', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const self = await createDevice(ada.self)
  const thief = await connectDevice(server, 'ada', { self, deviceId: longId('ada-2') })
  const { certificates } = await createDevice(ada.self, 'recovery')
  const keys = [self.key.publicKey]
  const revocations = await revoke(ada.self, { keys, keep: [], before: null, time: 1 })
  // Each refusal takes a while, and later requests wait for it.
  const asked = Array.from({ length: 300 }, () => thief.request('addKey', { certificates }))
  const placed = thief.request('placeCall', { callId, callee: 'bob', media: 'voice' })
  const all = Promise.allSettled([...asked, placed])
  await asked[0]
  expect(await ada.request('revokeKeys', { revocations })).toEqual({ ok: true })
  await all
  await server.idle()
  expect(await server.stats()).toMatchObject({ calls: 0 })
  expect(await bob.heard()).toEqual([])
})

/** A promise that the test resolves by `open`. */
function gate() {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

test('T21: a call that a device was just placing when it was removed rings nobody for long', async () => {
  const [placing, removed] = [gate(), gate()]
  const limiter: Limiter = {
    take: async (kind) => {
      if (kind === 'callsToOne') {
        placing.open()
        await removed.opened
      }
      return true
    },
    close: async () => undefined,
  }
  await using server = await startTestServer({ limiter })
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const self = await createDevice(ada.self)
  const thief = await connectDevice(server, 'ada', { self, deviceId: longId('ada-2') })
  const placed = thief.request('placeCall', { callId, callee: 'bob', media: 'voice' }).catch(() => 'shut out')
  await placing.opened
  const revocations = await revoke(ada.self, { keys: [self.key.publicKey], keep: [], before: null, time: 1 })
  expect(await ada.request('revokeKeys', { revocations })).toEqual({ ok: true })
  removed.open()
  await placed
  await server.idle()
  expect(await server.stats()).toMatchObject({ calls: 0 })
  expect(await bob.heard()).toEqual(['incomingCall from ada', 'callEnded cancelled', 'missedCall from ada'])
})
