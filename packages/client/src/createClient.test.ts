import { callAnswered, endCall, startOutgoingCall } from '@parley/call'
import { createFakeClock } from '@parley/protocol/testing'
import { liveTracks, openConnections } from '@parley/webrtc/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { createFakeClient, type FakeClient, idKnown } from './testing/index.ts'

const CALL = 'call-000000000000'
const grace = { userId: 'grace', deviceId: 'grace-phone-00000' }

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** Counts everything that a client may have left running. */
const left = ({ server, page, browser, clock }: FakeClient) => ({
  sockets: server.sockets.map(({ listeners, connected }) => [listeners, connected]),
  listeners: page.listeners,
  timers: clock.pending,
  locks: browser.held.size,
  sounds: page.sounds.size,
  wakeLocks: page.wakeLocks,
  devices: page.media.deviceChangeListeners,
  tracks: liveTracks(),
  connections: openConnections(),
})

const NOTHING = {
  ...{ listeners: 0, timers: 0, locks: 0, sounds: 0, wakeLocks: 0, devices: 0, tracks: 0, connections: 0 },
  sockets: [[0, false]],
}

/** Creates a client that is online as ada. */
async function online(before?: FakeClient): Promise<FakeClient> {
  const fake = createFakeClient(before)
  if (!before) fake.client.account.claim('ada')
  await vi.waitFor(() => expect(fake.client.store.getState().account.status).toBe('known'))
  await vi.waitFor(() => expect(fake.server.sockets[0]?.connected).toBe(true))
  return fake
}

/** Puts the client into an answered video call with grace. */
async function inCall(fake: FakeClient) {
  const { client, page } = fake
  const { session } = await client.calls()
  const { followPlan } = await import('./index.ts')
  const stop = followPlan(session, client.store)
  client.store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
  client.store.dispatch(callAnswered({ callId: CALL, device: grace, media: 'video', ticket: 'ticket' }))
  await vi.waitFor(() => expect(page.media.live('cam-1')).not.toBeNull())
  return stop
}

it('importing the module touches no global', async () => {
  const touched: string[] = []
  const names = ['window', 'document', 'location', 'history', 'localStorage', 'sessionStorage', 'indexedDB', 'caches']
  const media = ['RTCPeerConnection', 'MediaStream', 'AudioContext', 'Notification', 'requestIdleCallback']
  for (const name of [...names, ...media]) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() {
        touched.push(name)
        return undefined
      },
    })
  }
  try {
    const { createClient } = await import('./index.ts')
    expect(createClient).toBeTypeOf('function')
    expect(touched).toEqual([])
  } finally {
    for (const name of [...names, ...media]) Reflect.deleteProperty(globalThis, name)
  }
})

it('a client that is closed before it was online leaves nothing running', async () => {
  const fake = createFakeClient()
  fake.client.close()
  await vi.waitFor(() => expect(left(fake)).toEqual(NOTHING))
})

it('a client that is closed while it goes online does not connect', async () => {
  const fake = createFakeClient()
  fake.client.account.claim('ada')
  fake.client.close()
  // Wait as long as going online would take.
  await createFakeClient().client.account.beGuest()
  expect(left(fake)).toEqual(NOTHING)
})

it('a client that is closed in a call, with codes, devices and a device link open, leaves nothing running', async () => {
  const fake = await online()
  const { client, page, server } = fake
  server.sockets[0]?.answers('openLink', () => ({ ok: true, validForMs: 300_000 }))
  await client.codes()
  const states: string[] = []
  const devices = await client.devices()
  devices.add(({ step }) => states.push(step))
  await vi.waitFor(() => expect(states).toContain('open'))
  const { tones, session } = await client.calls()
  await inCall(fake)
  tones.play('ringback')
  page.touch()
  const unsubscribe = session.subscribe(() => undefined)
  expect(left(fake)).not.toMatchObject({ tracks: 0 })
  expect(page.sounds.size).toBe(1)
  client.close()
  unsubscribe()
  await vi.waitFor(() => expect(left(fake)).toEqual(NOTHING))
  // Nor do actions that are dispatched later start anything again.
  client.account.claim('bob')
  client.store.dispatch(endCall({ callId: CALL }))
  const later = 'call-000000000001'
  client.store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, later))
  client.store.dispatch(callAnswered({ callId: later, device: grace, media: 'video', ticket: 'ticket' }))
  await createFakeClient().client.account.beGuest()
  expect(left(fake)).toEqual(NOTHING)
})

it('the screen stays on as long as the call, and no longer', async () => {
  const fake = await online()
  const { client, page } = fake
  const stop = await inCall(fake)
  await vi.waitFor(() => expect(page.wakeLocks).toBe(1))
  client.store.dispatch(endCall({ callId: CALL }))
  expect(page.wakeLocks).toBe(0)
  stop()
  client.close()
  await vi.waitFor(() => expect(left(fake)).toEqual(NOTHING))
})

it('closing a client twice changes nothing', async () => {
  const fake = await online()
  fake.client.close()
  fake.client.close()
  await vi.waitFor(() => expect(left(fake)).toEqual(NOTHING))
})

it('the next client in the tab resumes the call of a closed client', async () => {
  const first = await online()
  await inCall(first)
  first.client.close()
  const second = await online(first)
  await vi.waitFor(() =>
    expect(second.client.store.getState().call.current).toMatchObject({ status: 'IN_CALL', callId: CALL, attempt: 1 }),
  )
  second.client.close()
})

it('parts that are loaded after closing are closed at once', async () => {
  const fake = await online()
  fake.client.close()
  const [{ session }] = await Promise.all([fake.client.calls(), fake.client.codes(), fake.client.devices()])
  const local = {
    ...{ microphone: true, camera: true, muted: false, screen: false },
    ...{ microphoneId: null, cameraId: null, lessData: false, insistOnVideo: false },
  }
  session.sync({ kind: 'preview', callId: CALL, local })
  await session.settled()
  await vi.waitFor(() => expect(left(fake)).toEqual(NOTHING))
})

it('a failed load is tried again, and a successful one is not repeated', async () => {
  const fake = createFakeClient()
  const { createClient } = await import('./createClient.ts')
  const callPorts = vi.fn(fake.page.callPorts).mockRejectedValueOnce(new TypeError('Failed to fetch'))
  const client = createClient({ ...fake.page, callPorts, server: fake.server })
  await expect(client.calls()).rejects.toThrow('Failed to fetch')
  const [one, two] = await Promise.all([client.calls(), client.calls()])
  expect(one).toBe(two)
  expect(callPorts).toHaveBeenCalledTimes(2)
  client.close()
  fake.client.close()
})

it('a client that is closed during an outgoing call hangs up', async () => {
  const fake = await online()
  const { client, server } = fake
  client.store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
  client.close()
  expect(server.sockets[0]?.asked).toContainEqual({ event: 'endCall', payload: { callId: CALL, reason: 'hangup' } })
  await vi.waitFor(() => expect(left(fake)).toEqual(NOTHING))
})

it('a request without an answer is abandoned when the client is closed', async () => {
  const { client } = await online()
  const link = client.callLink()
  client.close()
  expect(await link).toBeNull()
})

it('a block in one tab is there in the next tab of the same ID', async () => {
  const first = await online()
  first.client.contacts.block('mallory')
  const clock = createFakeClock()
  const second = createFakeClient({ ...first, clock, page: first.browser.openPage() })
  second.client.store.dispatch(idKnown('ada'))
  expect(second.client.store.getState().contacts.blocked).toEqual(['mallory'])
  for (const { client } of [first, second]) client.close()
})
