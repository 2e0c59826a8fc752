import { revoke } from '@parley/identity'
import { createDevice } from '@parley/identity/testing'
import { expect, test } from 'vitest'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { startTestServer } from '../testing/startTestServer.ts'

const callId = longId('call-1')

test('T21: what a removed device had asked for before it was removed, and was not answered yet, is not done', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const self = await createDevice(ada.self)
  const thief = await connectDevice(server, 'ada', { self, deviceId: longId('ada-2') })
  const { certificates } = await createDevice(ada.self, 'recovery')
  const keys = [self.key.publicKey]
  const revocations = await revoke(ada.self, { keys, keep: [], before: null, time: 1 })
  // Each takes a while to be refused, and what comes after waits for it.
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
