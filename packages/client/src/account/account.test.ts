import {
  acceptCall,
  callEnded,
  connectionChanged,
  endCall,
  incomingCall,
  setupConnectionListeners,
  startOutgoingCall,
} from '@parley/call'
import { certify, createKeyPair, createSelf, guestIdOf, readProof, revoke, type Self } from '@parley/identity'
import { limits, type Revocations } from '@parley/protocol'
import { createFakeClock } from '@parley/protocol/testing'
import { describe, expect, it, vi } from 'vitest'
import { idClaimed, idGivenUp } from '../state/accountSlice.ts'
import { createClientStore } from '../state/store.ts'
import { createJsonStorage } from '../storage/jsonStorage.ts'
import type { SelfStore } from '../storage/selfStore.ts'
import { createFakeServer } from '../testing/fakeClient.ts'
import { FakeSocket } from '../testing/fakeSocket.ts'
import { memoryStorage } from '../testing/memoryStorage.ts'
import { createAccount } from './account.ts'

const origin = 'https://parley.example'

/** A socket that connects only when the test says so. `presents` returns what it would send in its handshake. */
class AccountSocket extends FakeSocket {
  auth: (give: (auth: object) => void) => void = () => {}
  override connect = vi.fn(() => this)
  presents = () => new Promise<Record<string, unknown>>((resolve) => this.auth((auth) => resolve({ ...auth })))
  refuse = (code: string, now?: number) =>
    this.hears('connect_error', Object.assign(new Error(code), { data: { code, now } }))
}

function createSelves(): SelfStore & { kept: Map<string, Self> } {
  const kept = new Map<string, Self>()
  const revocations = new Map<string, Revocations>()
  return {
    kept,
    take: async (userId) => {
      const self = kept.get(userId) ?? createSelf(userId, await createKeyPair())
      kept.set(userId, self)
      return self
    },
    put: async (self) => void kept.set(self.userId, self),
    has: async (userId) => kept.has(userId),
    revocationsOf: async ({ root }) => revocations.get(root) ?? null,
    putRevocations: async ({ root }, signed) => void revocations.set(root, signed),
    forget: async (userId) => void kept.delete(userId),
  }
}

const storageOf = (values: Map<string, string>) => createJsonStorage(memoryStorage(values))

function setup(
  remembered: Record<string, string> = {},
  selves = createSelves(),
  ofTab: Map<string, string> = new Map<string, string>(),
  resumes: string | null = null,
) {
  const { store, startListening } = createClientStore()
  const values = new Map(Object.entries(remembered))
  const local = storageOf(values)
  const session = storageOf(ofTab)
  const socket = new AccountSocket()
  const clock = createFakeClock()
  const typed = socket.asSocket
  setupConnectionListeners({ store, socket: typed })
  const deviceId = Promise.resolve('device-0000000000')
  const reload = vi.fn()
  const account = createAccount({
    page: { origin, reload },
    store,
    startListening,
    local,
    session,
    server: createFakeServer(),
    socket: typed,
    selves,
    deviceId,
    clock,
    resumes,
  })
  const connects = (times = 1) => vi.waitFor(() => expect(socket.connect).toHaveBeenCalledTimes(times))
  return { store, values, socket, clock, selves, connects, account, reload, state: () => store.getState().account }
}

it('a first visit waits for an ID, takes it online, and remembers it once the server accepts it', async () => {
  const { store, values, socket, connects, state } = setup()
  expect(state()).toEqual({ status: 'none', refused: null })
  store.dispatch(idClaimed('Ada'))
  await connects()
  expect(values.has('parley.id')).toBe(false)
  socket.hears('connect')
  expect(state()).toEqual({ status: 'known', userId: 'Ada' })
  expect(values.get('parley.id')).toBe('"Ada"')
})

it('makes a new proof for each connection', async () => {
  const { socket, connects, clock } = setup({ 'parley.id': '"Ada"' })
  await connects()
  const [first, second] = [await socket.presents(), await socket.presents()]
  expect(first).toMatchObject({
    userId: 'Ada',
    deviceId: 'device-0000000000',
    protocol: limits.PROTOCOL_VERSION,
    certificates: [],
  })
  const read = (auth: Record<string, unknown>) => readProof(String(auth.proof), String(auth.root))
  expect(await read(first)).toMatchObject({ id: 'ada', device: 'device-0000000000', origin, time: clock.wall() })
  expect((await read(first))?.nonce).not.toBe((await read(second))?.nonce)
})

it('the next visit goes online by itself, with the same key', async () => {
  const selves = createSelves()
  const { root } = await selves.take('Ada')
  const { socket, connects, state } = setup({ 'parley.id': '"Ada"' }, selves)
  await connects()
  expect(state()).toEqual({ status: 'known', userId: 'Ada' })
  expect(await socket.presents()).toMatchObject({ userId: 'Ada', root })
})

it('a refused ID can be corrected, and its key is kept', async () => {
  const { socket, selves, connects, state } = setup({ 'parley.id': '"Ada"' })
  await connects()
  socket.refuse('idTaken')
  expect(state()).toEqual({ status: 'none', refused: 'Ada' })
  expect(selves.kept.has('Ada')).toBe(true)
})

it('a device with a wrong clock corrects it by the server’s, and only once', async () => {
  const { socket, connects, clock, state } = setup({ 'parley.id': '"Ada"' })
  await connects()
  socket.refuse('proofOld', clock.wall() + 3_600_000)
  clock.advance(0)
  await connects(2)
  const auth = await socket.presents()
  expect(await readProof(String(auth.proof), String(auth.root))).toMatchObject({ time: clock.wall() + 3_600_000 })
  socket.refuse('proofOld', clock.wall() + 7_200_000)
  clock.advance(60_000)
  expect(socket.connect).toHaveBeenCalledTimes(2)
  expect(state().status).toBe('none')
})

it('a clock that is set again while the server is away is corrected again, and nobody is told to set it', async () => {
  const { socket, connects, clock, state } = setup({ 'parley.id': '"Ada"' })
  await connects()
  socket.refuse('proofOld', clock.wall() + 3_600_000)
  clock.advance(0)
  await connects(2)
  clock.advance(10 * 60_000)
  clock.step(-7_200_000)
  const server = clock.wall() + 10_800_000
  socket.refuse('proofOld', server)
  clock.advance(0)
  await connects(3)
  const auth = await socket.presents()
  expect(await readProof(String(auth.proof), String(auth.root))).toMatchObject({ time: server })
  expect(state().status).toBe('known')
})

it.each(['unavailable', 'tooMany', 'proofReplayed'])(
  'a device with a known ID connects again after "%s", with a longer delay each time',
  async (code) => {
    const { store, socket, connects, clock, state } = setup({ 'parley.id': '"Ada"' })
    await connects()
    socket.refuse(code)
    expect(store.getState().connection).toEqual({ status: 'offline' })
    clock.advance(2_000)
    expect(socket.connect).toHaveBeenCalledTimes(2)
    socket.refuse(code)
    clock.advance(2_000)
    expect(socket.connect).toHaveBeenCalledTimes(2)
    clock.advance(2_000)
    expect(socket.connect).toHaveBeenCalledTimes(3)
    expect(state().status).toBe('known')
  },
)

it('a first claim is not repeated after a refusal that may pass', async () => {
  const { store, socket, connects, state } = setup()
  store.dispatch(idClaimed('Ada'))
  await connects()
  socket.refuse('tooMany')
  expect(state()).toEqual({ status: 'none', refused: 'Ada' })
  expect(store.getState().connection).toEqual({ status: 'refused', code: 'tooMany' })
})

it('an ID that is given up while it goes online is forgotten and never connects', async () => {
  const { store, values, socket, state } = setup({ 'parley.id': '"Ada"' })
  store.dispatch(idGivenUp())
  expect(state()).toEqual({ status: 'none', refused: null })
  expect(values.has('parley.id')).toBe(false)
  // Wait as long as going online would take.
  await createKeyPair()
  expect(socket.connect).not.toHaveBeenCalled()
})

it('a browser that cannot read its keys reports a refusal instead of waiting for ever', async () => {
  const selves = { ...createSelves(), take: () => Promise.reject(new Error('no IndexedDB')) }
  const { store } = setup({ 'parley.id': '"Ada"' }, selves)
  await vi.waitFor(() => expect(store.getState().connection).toEqual({ status: 'refused', code: 'proofWrong' }))
})

/** A second browser of ada, and the statement by which her first browser removes it. */
async function secondBrowser() {
  const first = createSelf('ada', await createKeyPair())
  const key = await createKeyPair()
  const certificates = await certify(first, key.publicKey, 'device', 1)
  const selves = createSelves()
  await selves.put({ userId: 'ada', key, root: first.root, certificates })
  const revocations = await revoke(first, { keys: [key.publicKey], keep: [], before: null, time: 2 })
  return { first, selves, revocations, scene: setup({ 'parley.id': '"ada"' }, selves) }
}

it('a removed device deletes its key and reports the removal', async () => {
  const { scene, selves, revocations } = await secondBrowser()
  await scene.connects()
  scene.socket.hears('keysRevoked', { revocations })
  await vi.waitFor(() => expect(scene.state()).toEqual({ status: 'none', refused: 'ada' }))
  expect(scene.store.getState().connection).toEqual({ status: 'refused', code: 'deviceRemoved' })
  expect(selves.kept.size).toBe(0)
  expect(scene.values.has('parley.id')).toBe(false)
  expect(scene.account.acting()).toBeNull()
})

it('a device that was removed while offline learns it on connecting', async () => {
  const { scene, first, selves, revocations } = await secondBrowser()
  await scene.connects()
  scene.socket.answers('listKeys', () => ({ ok: true, now: 1, root: first.root, keys: [], revocations }))
  scene.socket.hears('connect')
  await vi.waitFor(() => expect(selves.kept.size).toBe(0))
})

it('a device keeps its key if a server claims its removal without a valid statement', async () => {
  const { scene, selves } = await secondBrowser()
  await scene.connects()
  const stranger = createSelf('ada', await createKeyPair())
  const mine = scene.account.acting()?.self.key.publicKey ?? ''
  const forged = await revoke(stranger, { keys: [mine], keep: [], before: null, time: 9 })
  await scene.account.learn(forged)
  expect(scene.account.acting()?.revocations).toBeNull()
  scene.socket.refuse('deviceRemoved')
  expect(scene.state()).toEqual({ status: 'none', refused: 'ada' })
  expect(selves.kept.size).toBe(1)
})

it('shows others the newest revocations, even if an older statement arrives later', async () => {
  const { first, selves } = await secondBrowser()
  const lost = (await createKeyPair()).publicKey
  const older = await revoke(first, { keys: [lost], keep: [], before: null, time: 5 })
  const scene = setup({ 'parley.id': '"ada"' }, selves)
  await scene.connects()
  const before = { revoked: [lost], kept: [], time: 5 }
  const newer = await revoke(first, { keys: [(await createKeyPair()).publicKey], keep: [], before, time: 6 })
  await Promise.all([scene.account.learn(newer), scene.account.learn(older)])
  expect(scene.account.acting()?.revocations?.signed).toEqual(newer)
})

it('a browser that has become a device of an ID takes it online', async () => {
  const { store, account, socket, connects } = setup()
  const self = createSelf('grace', await createKeyPair())
  await account.adopt(self, true)
  await connects()
  expect(await socket.presents()).toMatchObject({ userId: 'grace', root: self.root })
  store.dispatch(connectionChanged({ status: 'online' }))
})

it('an adopted key replaces the stored one only once the server accepts it', async () => {
  const { account, selves, socket, connects } = setup()
  const mine = await selves.take('ada')
  const recovered = { ...mine, key: await createKeyPair(), certificates: ['of a file that was removed'] }
  await account.adopt(recovered, false)
  await connects()
  expect(await socket.presents()).toMatchObject({ certificates: recovered.certificates })
  socket.refuse('deviceRemoved')
  expect(await selves.take('ada')).toBe(mine)

  await account.adopt(recovered, false)
  await connects(2)
  socket.hears('connect')
  expect(await selves.take('ada')).toBe(recovered)
})

it('remembers revocations over a reload, so that a removed device cannot revoke its remover', async () => {
  const { first, selves: its } = await secondBrowser()
  const thief = its.kept.get('ada')
  if (!thief) throw new Error('nobody there')
  const selves = createSelves()
  await selves.put(first)
  const before = setup({ 'parley.id': '"ada"' }, selves)
  await before.connects()
  const removal = await revoke(first, { keys: [thief.key.publicKey], keep: [], before: null, time: 2 })
  await before.account.learn(removal)
  const after = setup({ 'parley.id': '"ada"' }, selves)
  await after.connects()
  expect(after.account.acting()?.revocations?.signed).toEqual(removal)
  const reversal = await revoke(thief, { keys: [first.root], keep: [], before: null, time: 3 })
  await after.account.learn(reversal)
  expect(after.state()).toEqual({ status: 'known', userId: 'ada' })
  expect(selves.kept.get('ada')).toBe(first)
})

it('a revocation that one tab has learned holds in another tab that the server has not told', async () => {
  const { first, selves: its } = await secondBrowser()
  const thief = its.kept.get('ada')
  if (!thief) throw new Error('nobody there')
  const selves = createSelves()
  await selves.put(first)
  const [one, two] = [setup({ 'parley.id': '"ada"' }, selves), setup({ 'parley.id': '"ada"' }, selves)]
  await Promise.all([one.connects(), two.connects()])
  await one.account.learn(await revoke(first, { keys: [thief.key.publicKey], keep: [], before: null, time: 2 }))
  await two.account.learn(await revoke(thief, { keys: [first.root], keep: [], before: null, time: 3 }))
  expect(selves.kept.get('ada')).toBe(first)
  expect(two.state()).toEqual({ status: 'known', userId: 'ada' })
})

it('after a refused recovery file, the ID is claimed with the earlier key again', async () => {
  const selves = createSelves()
  const own = createSelf('ada', await createKeyPair())
  await selves.put(own)
  const { account, socket, store, connects } = setup({}, selves)
  await account.adopt(createSelf('ada', await createKeyPair()), false)
  await connects()
  socket.refuse('idTaken')
  store.dispatch(idClaimed('ada'))
  await connects(2)
  expect(await socket.presents()).toMatchObject({ root: own.root })
})

it('a guest has an ID in this tab only, derived from the key and still there after a reload', async () => {
  const ofTab = new Map<string, string>()
  const { account, socket, values, selves, connects, state } = setup({}, createSelves(), ofTab)
  await account.beGuest()
  await connects()
  const presented = await socket.presents()
  expect(presented.userId).toBe(await guestIdOf(String(presented.root)))
  socket.hears('connect')
  expect(state()).toEqual({ status: 'known', userId: presented.userId })
  expect(values.has('parley.id')).toBe(false)
  const reloaded = setup({}, selves, ofTab)
  await reloaded.connects()
  expect(await reloaded.socket.presents()).toMatchObject({ userId: presented.userId, root: presented.root })
})

it('a guest goes online in a browser that keeps nothing', async () => {
  const denied = () => Promise.reject(new DOMException('denied', 'SecurityError'))
  const nothing = { take: denied, put: denied, has: denied, revocationsOf: denied, putRevocations: denied }
  const { account, socket, connects, state } = setup({}, { ...createSelves(), ...nothing, forget: denied })
  await account.beGuest()
  await connects()
  const { userId, root } = await socket.presents()
  expect(userId).toBe(await guestIdOf(String(root)))
  socket.hears('connect')
  expect(state()).toEqual({ status: 'known', userId })
})

it('a guest that is given up leaves nothing stored', async () => {
  const ofTab = new Map<string, string>()
  const { account, store, selves, connects, state } = setup({}, createSelves(), ofTab)
  await account.beGuest()
  await connects()
  expect(selves.kept.size).toBe(1)
  store.dispatch(idGivenUp())
  expect([selves.kept.size, ofTab.size, state().status]).toEqual([0, 0, 'none'])
})

it('giving up an ID also forgets the tab’s earlier guest, and giving up a guest keeps the browser’s ID', async () => {
  const guest = 'guest.aaaaaaaaaaaaaaaaaaaaaaaaaa'
  const was = new Map([['parley.guest', JSON.stringify(guest)]])
  const owner = setup({ 'parley.id': '"ada"' }, createSelves(), was)
  expect(owner.state()).toEqual({ status: 'known', userId: 'ada' })
  owner.store.dispatch(idGivenUp())
  expect([owner.values.size, was.size]).toEqual([0, 0])

  const is = new Map([['parley.guest', JSON.stringify(guest)]])
  const stranger = setup({}, createSelves(), is)
  // As another tab does.
  stranger.values.set('parley.id', '"ada"')
  stranger.store.dispatch(idGivenUp())
  expect([stranger.values.get('parley.id'), is.size]).toEqual(['"ada"', 0])
})

it('a tab that reloads in its call keeps its ID, though another tab has changed the browser’s', async () => {
  const { state, values, store } = setup({ 'parley.id': '"bob"' }, createSelves(), new Map(), 'ada')
  expect(state()).toEqual({ status: 'known', userId: 'ada' })
  store.dispatch(idGivenUp())
  expect(values.get('parley.id')).toBe('"bob"')
})

it('a guest that reloads in its call stays a guest, though another tab has chosen an ID', () => {
  const guest = 'guest.aaaaaaaaaaaaaaaaaaaaaaaaaa'
  const ofTab = new Map([['parley.guest', JSON.stringify(guest)]])
  expect(setup({ 'parley.id': '"ada"' }, createSelves(), ofTab, guest).state()).toMatchObject({ userId: guest })
})

it('two concurrent requests make one guest', async () => {
  const { account, selves, connects } = setup()
  await Promise.all([account.beGuest(), account.beGuest()])
  await connects()
  expect(selves.kept.size).toBe(1)
})

describe('a page that is too old for its server', () => {
  const callId = 'call-000000000000'
  const caller = { userId: 'grace', deviceId: 'grace-phone-00000' }
  const identity = { root: `BA${'x'.repeat(84)}A`, certificates: [], revocations: null }

  /** A page that is in a call, or not. */
  async function page({ call = false, ofTab = new Map<string, string>() } = {}) {
    const scene = setup({ 'parley.id': '"ada"' }, createSelves(), ofTab)
    await scene.connects()
    if (call) {
      scene.store.dispatch(incomingCall({ callId, kind: 'direct', media: 'video', rev: 1, caller, identity }))
      scene.store.dispatch(acceptCall({ callId, media: 'video' }))
    }
    const connection = () => scene.store.getState().connection
    /** A newer server that lets it go on with its call. */
    const restrict = async () => {
      scene.socket.answers('listKeys', () => ({ ok: false, error: 'unsupportedVersion' }))
      scene.socket.hears('connect')
      await new Promise((resolve) => setTimeout(resolve))
    }
    return { ...scene, ofTab, connection, restrict }
  }

  it('reloads by itself, once: if the next page is refused too, it says so', async () => {
    const first = await page()
    first.socket.refuse('unsupportedVersion')
    expect(first.connection()).toEqual({ status: 'connecting' })
    first.clock.advance(0)
    expect(first.reload).toHaveBeenCalledOnce()
    const second = await page({ ofTab: first.ofTab })
    second.socket.refuse('unsupportedVersion')
    second.clock.advance(0)
    expect(second.reload).not.toHaveBeenCalled()
    expect(second.connection()).toEqual({ status: 'refused', code: 'unsupportedVersion' })
    // Its ID is as good as before.
    expect(second.state()).toEqual({ status: 'known', userId: 'ada' })
    second.socket.refuse('unsupportedVersion')
    second.clock.advance(60_000)
    expect(second.reload).not.toHaveBeenCalled()
  })

  it('may reload again after the next update, once a server has accepted it', async () => {
    const first = await page()
    first.socket.refuse('unsupportedVersion')
    first.clock.advance(0)
    const second = await page({ ofTab: first.ofTab })
    second.socket.answers('listKeys', () => ({ ok: false, error: 'unavailable' }))
    second.socket.hears('connect')
    await vi.waitFor(() => expect(second.ofTab.has('parley.reloaded')).toBe(false))
    second.socket.refuse('unsupportedVersion')
    second.clock.advance(0)
    expect(second.reload).toHaveBeenCalledOnce()
  })

  it('goes on with its call, without a word, and reloads when that is over', async () => {
    const { store, clock, reload, connection, restrict, account } = await page({ call: true })
    await restrict()
    clock.advance(3_600_000)
    expect(reload).not.toHaveBeenCalled()
    expect(connection()).toEqual({ status: 'online' })
    expect(account.acting()).not.toBeNull()
    store.dispatch(endCall({ callId }))
    // The server is told of the end first.
    clock.advance(1_999)
    expect(reload).not.toHaveBeenCalled()
    clock.advance(1)
    expect(reload).toHaveBeenCalledOnce()
  })

  it('does not reload into a call that has begun meanwhile', async () => {
    const { store, clock, reload, restrict } = await page({ call: true })
    await restrict()
    store.dispatch(endCall({ callId }))
    store.dispatch(startOutgoingCall({ callee: 'bob', media: 'voice' }, 'call-000000000001'))
    clock.advance(10_000)
    expect(reload).not.toHaveBeenCalled()
    // As the server refuses it.
    store.dispatch(callEnded({ callId: 'call-000000000001', reason: 'failed' }))
    clock.advance(2_000)
    expect(reload).toHaveBeenCalledOnce()
  })

  it('keeps the identity of its call if the server does not let it in at all', async () => {
    const { store, socket, clock, reload, connection, account, state } = await page({ call: true })
    const before = account.acting()
    socket.refuse('unsupportedVersion')
    clock.advance(60_000)
    expect(account.acting()).toBe(before)
    expect([reload.mock.calls, connection().status, state().status]).toEqual([[], 'connecting', 'known'])
    store.dispatch(callEnded({ callId, reason: 'hangup' }))
    clock.advance(2_000)
    expect(reload).toHaveBeenCalledOnce()
  })

  it('does not reload where it could not notice a loop', async () => {
    const denied = () => {
      throw new DOMException('denied', 'SecurityError')
    }
    const blocked = Object.assign(new Map<string, string>(), { set: denied })
    const { socket, clock, reload, connection } = await page({ ofTab: blocked })
    socket.refuse('unsupportedVersion')
    clock.advance(0)
    expect(reload).not.toHaveBeenCalled()
    expect(connection().status).toBe('refused')
  })

  it.each(['idTaken', 'proofWrong', 'invalid'])(
    'an account that is refused in a call (%s) keeps the identity that the call began with',
    async (code) => {
      const { socket, account, state } = await page({ call: true })
      const before = account.acting()
      socket.refuse(code)
      expect(state()).toEqual({ status: 'none', refused: 'ada' })
      expect(account.acting()).toBe(before)
    },
  )

  it('a device that was removed does not speak for its ID any more, in a call either', async () => {
    const { socket, account } = await page({ call: true })
    socket.refuse('deviceRemoved')
    expect(account.acting()).toBeNull()
  })
})
