import { counts, createKeyPair, createSelf, readChain, readRevocations, revoke, type Self } from '@parley/identity'
import { createDevice, createPerson } from '@parley/identity/testing'
import { CallError, Revocations } from '@parley/protocol'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, it } from 'vitest'
import type { Acting } from '../account/acting.ts'
import { createJsonStorage } from '../storage/jsonStorage.ts'
import { FakeSocket } from '../testing/fakeSocket.ts'
import { memoryStorage } from '../testing/memoryStorage.ts'
import { loadOwnKeys, removeOwnKey } from './ownKeys.ts'

const keyOf = ({ key }: Self) => key.publicKey

/** A device, and what the server lists about its ID. `known`: the revocations that the device knows itself. */
function setup(
  self: Self,
  listed: readonly { certificates: string[] }[],
  revocations: Revocations | null = null,
  known: Acting['revocations'] = null,
) {
  const socket = new FakeSocket()
  const learned: Revocations[] = []
  let here = true
  const keys = listed.map(({ certificates }) => ({ certificates, addedAt: 1, seenAt: 900, online: false }))
  socket.answers('listKeys', () => ({ ok: true, now: 1_001, root: self.root, keys, revocations }))
  const account = {
    acting: () => (here ? { self, deviceId: 'device-0000000000', revocations: known } : null),
    learn: async (told: Revocations) => void learned.push(told),
    settled: async () => {},
  }
  const local = createJsonStorage(memoryStorage())
  const app = { socket: socket.asSocket, account, local, clock: createFakeClock() }
  const sentAway = () => {
    here = false
  }
  return { app, socket, learned, sentAway }
}

it('lists the keys under the own root with their kinds, and marks this browser’s', async () => {
  const root = await createPerson()
  const phone = await createDevice(root)
  const file = await createDevice(root, 'recovery')
  const { app } = setup(phone, [root, phone, file])
  const { keys } = await loadOwnKeys(app)
  expect(keys.map(({ kind, here }) => ({ kind, here }))).toEqual([
    { kind: 'first', here: false },
    { kind: 'device', here: true },
    { kind: 'recovery', here: false },
  ])
})

it('shows when a key was added and used in this device’s own time, whatever the server’s clock says', async () => {
  const root = await createPerson()
  const { app } = setup(root, [root])
  const [key] = (await loadOwnKeys(app)).keys
  expect(key).toMatchObject({ addedAt: app.clock.wall() - 1_000, seenAt: app.clock.wall() - 101 })
})

it('leaves out a stranger’s key and a revoked key that the server lists', async () => {
  const root = await createPerson()
  const stranger = await createDevice(createSelf('ada', await createKeyPair()))
  const lost = await createDevice(root)
  const revocations = await revoke(root, { keys: [lost.key.publicKey], keep: [], before: null, time: 1 })
  const { app } = setup(root, [root, stranger, lost], revocations)
  expect((await loadOwnKeys(app)).keys.map(({ key }) => key)).toEqual([root.root])
})

it('removes a key and keeps all others, by a statement that follows the one before', async () => {
  const root = await createPerson()
  const [phone, tablet, lost] = [await createDevice(root), await createDevice(root), await createDevice(root)]
  const before = await revoke(root, { keys: [lost.key.publicKey], keep: [], before: null, time: 1 })
  const { app, socket, learned } = setup(phone, [root, phone, tablet], before)
  socket.answers('revokeKeys', () => ({ ok: true }))
  await removeOwnKey(app, root.root, [root, phone, tablet].map(keyOf))
  const sent = Revocations.parse(Object(socket.asked.at(-1)?.payload).revocations)
  const list = await readRevocations('ada', root.root, sent, await readRevocations('ada', root.root, before, null))
  expect(list?.revoked).toEqual([lost.key.publicKey, root.root])
  expect(list?.kept).toEqual([phone.key.publicKey, tablet.key.publicKey])
  expect(learned).toEqual([sent])
})

it('a removal keeps keys that another device has added since, and none that the removed device has added', async () => {
  const root = await createPerson()
  const [phone, tablet] = [await createDevice(root), await createDevice(root)]
  const [guest, hidden] = [await createDevice(phone), await createDevice(phone)]
  const { app, socket } = setup(root, [root, phone, tablet, guest, hidden])
  socket.answers('revokeKeys', () => ({ ok: true }))
  await removeOwnKey(app, phone.key.publicKey, [root, phone, guest].map(keyOf))
  const sent = Revocations.parse(Object(socket.asked.at(-1)?.payload).revocations)
  const list = await readRevocations('ada', root.root, sent, null)
  const stays = async (device: Self) => {
    const chain = await readChain('ada', device)
    return chain && counts(list, chain)
  }
  expect(await Promise.all([tablet, guest, hidden].map(stays))).toEqual([true, true, false])
})

it('a browser that removes itself is disconnected without an answer, which is a success', async () => {
  const root = await createPerson()
  const { app, socket, sentAway } = setup(root, [root])
  socket.answers('revokeKeys', () => {
    sentAway()
    throw new Error('socket has been disconnected')
  })
  await removeOwnKey(app, root.root, [root.root])
})

it('a removal that the server has not confirmed rejects', async () => {
  const root = await createPerson()
  const phone = await createDevice(root)
  const { app, socket, learned } = setup(root, [root, phone])
  socket.answers('revokeKeys', () => {
    throw new Error('operation has timed out')
  })
  await expect(removeOwnKey(app, phone.key.publicKey, [])).rejects.toEqual(new CallError('timeout'))
  socket.answers('revokeKeys', () => ({ ok: false, error: 'tooMany' }))
  await expect(removeOwnKey(app, phone.key.publicKey, [])).rejects.toEqual(new CallError('tooMany'))
  expect(learned).toEqual([])
})

it('a removed key that the server hides is not kept by the next removal', async () => {
  const root = await createPerson()
  const [stolen, lost] = [await createDevice(root), await createDevice(root)]
  const signed = await revoke(root, { keys: [stolen.key.publicKey], keep: [], before: null, time: 1 })
  const list = await readRevocations('ada', root.root, signed, null)
  if (!list) throw new Error('unreadable')
  const older = await revoke(root, { keys: [], keep: [], before: null, time: 0 })
  for (const told of [null, older]) {
    const { app, socket } = setup(root, [root, stolen, lost], told, { signed, list })
    const own = await loadOwnKeys(app)
    expect(own.keys.map(({ key }) => key)).toEqual([root.root, lost.key.publicKey])
    socket.answers('revokeKeys', () => ({ ok: true }))
    await removeOwnKey(app, lost.key.publicKey, [root, stolen, lost].map(keyOf))
    const sent = Revocations.parse(Object(socket.asked.at(-1)?.payload).revocations)
    expect(await readRevocations('ada', root.root, sent, list)).toMatchObject({ kept: [root.root] })
  }
})

it('this browser stays when its certifier is removed, even if the server does not list it', async () => {
  const root = await createPerson()
  const phone = await createDevice(root)
  const { app, socket } = setup(phone, [root])
  socket.answers('revokeKeys', () => ({ ok: true }))
  await removeOwnKey(app, root.root, [root.root])
  const sent = Revocations.parse(Object(socket.asked.at(-1)?.payload).revocations)
  expect(await readRevocations('ada', root.root, sent, null)).toMatchObject({ kept: [phone.key.publicKey] })
})
