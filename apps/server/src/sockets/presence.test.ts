import { expect, test } from 'vitest'
import { connectDevice, longId } from '../testing/connectDevice.ts'
import { startTestServer } from '../testing/startTestServer.ts'

const callId = longId('call-1')
const online = (userId: string) => ({ userId, state: 'online' })

test('a watcher gets the list, then news of it, until the watch ends with its connection', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  await connectDevice(server, 'Bob')
  expect(await ada.request('watchPresence', { query: '' })).toEqual({ ok: true, people: [online('Bob')], total: 1 })
  await connectDevice(server, 'carol')
  await server.clock.advance(0)
  expect(await ada.hears('presenceChanged')).toEqual({ changed: [online('carol')], gone: [], total: 2 })
  await ada.leave()
  expect((await server.stats()).watchers).toBe(0)
})

test('people are shown in a call once it is answered, and online again after it', async () => {
  await using server = await startTestServer()
  const [ada, bob] = [await connectDevice(server, 'ada'), await connectDevice(server, 'bob')]
  const carol = await connectDevice(server, 'carol')
  await carol.request('watchPresence', { query: 'b' })
  await ada.request('placeCall', { callId, callee: 'bob', media: 'video' })
  await server.clock.advance(1000)
  expect(await carol.heard()).toEqual([])
  await bob.request('acceptCall', { callId })
  await server.clock.advance(1000)
  expect(await carol.hears('presenceChanged')).toMatchObject({ changed: [{ userId: 'bob', state: 'inCall' }] })
  await bob.request('endCall', { callId, reason: 'hangup' })
  await server.clock.advance(1000)
  expect(await carol.hears('presenceChanged')).toMatchObject({ changed: [online('bob')] })
})

test('an ended watch is told nothing more', async () => {
  await using server = await startTestServer()
  const ada = await connectDevice(server, 'ada')
  await ada.request('watchPresence', { query: '' })
  expect(await ada.request('unwatchPresence', {})).toEqual({ ok: true })
  await connectDevice(server, 'bob')
  await server.clock.advance(1000)
  expect(await ada.heard()).toEqual([])
})
