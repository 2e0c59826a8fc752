import {
  certify,
  createDeviceLink,
  createKeyPair,
  createSelf,
  deviceLinkIdOf,
  isJoiner,
  pairingDigits,
  type Self,
} from '@parley/identity'
import { Joiner, limits, type Membership } from '@parley/protocol'
import { expect, it, vi } from 'vitest'
import { FakeSocket } from '../testing/fakeSocket.ts'
import { createJoining, type JoiningState } from './createJoining.ts'

/** Starts a browser that joins ada's ID. The test plays the server and the other device. */
async function setup(answer?: (root: string, key: string) => unknown) {
  const ada = createSelf('Ada', await createKeyPair())
  const { secret } = await createDeviceLink()
  const socket = new FakeSocket()
  let joiner: Joiner | null = null
  socket.answers('joinDevice', (payload) => {
    joiner = Joiner.parse(payload)
    return answer ? answer(ada.root, joiner.key) : { ok: true, userId: 'Ada', root: ada.root }
  })
  const states: JoiningState[] = []
  const joined = vi.fn(async (_self: Self) => {})
  const connect = vi.fn((_namespace: string, _auth: object) => socket.asSocket)
  const joining = createJoining({
    ...{ invite: { secret, userId: 'ada', root: ada.root }, label: 'Chrome on Android', connect, joined },
    show: (state) => states.push(state),
  })
  const reaches = (step: JoiningState['step']) => vi.waitFor(() => expect(states.at(-1)?.step).toBe(step))
  /** The message that the other device sends once its person has approved. */
  const membership = async (by: Self = ada): Promise<Membership> => ({
    userId: 'Ada',
    root: by.root,
    certificates: await certify(by, joiner?.key ?? '', 'device', 1),
  })
  return { ada, secret, socket, states, joined, connect, joining, reaches, membership, joiner: () => joiner }
}

it('sends its key, shows the digits, then becomes a device of the ID', async () => {
  const { ada, secret, socket, states, joined, connect, reaches, membership, joiner } = await setup()
  await reaches('digits')
  expect(connect).toHaveBeenCalledWith('/link', {
    protocol: limits.PROTOCOL_VERSION,
    link: await deviceLinkIdOf(secret),
  })
  const shown = joiner()
  if (!shown) throw new Error('nothing was shown')
  expect(await isJoiner(secret, shown)).toBe(true)
  expect(states.at(-1)).toMatchObject({ userId: 'Ada', digits: await pairingDigits(secret, ada.root, shown.key) })
  socket.hears('deviceApproved', await membership())
  await vi.waitFor(() => expect(joined).toHaveBeenCalledOnce())
  expect(joined.mock.calls[0]?.[0]).toMatchObject({ userId: 'Ada', root: ada.root, key: { publicKey: shown.key } })
  expect(socket.connected).toBe(false)
  await reaches('done')
})

it('a browser that cannot store its new key reports a failure', async () => {
  const { socket, joined, reaches, membership } = await setup()
  await reaches('digits')
  joined.mockRejectedValue(new Error('no IndexedDB'))
  socket.hears('deviceApproved', await membership())
  await reaches('failed')
})

it('another root than the one that the digits were about is rejected', async () => {
  const { socket, states, joined, reaches, membership } = await setup()
  await reaches('digits')
  socket.hears('deviceApproved', await membership(createSelf('Ada', await createKeyPair())))
  await reaches('failed')
  expect(states.at(-1)).toEqual({ step: 'failed', why: 'forged' })
  expect(joined).not.toHaveBeenCalled()
})

it('a certificate for another key is rejected', async () => {
  const { ada, socket, states, joined, reaches } = await setup()
  await reaches('digits')
  const certificates = await certify(ada, (await createKeyPair()).publicKey, 'device', 1)
  socket.hears('deviceApproved', { userId: 'Ada', root: ada.root, certificates })
  await reaches('failed')
  expect(states.at(-1)).toEqual({ step: 'failed', why: 'forged' })
  expect(joined).not.toHaveBeenCalled()
})

it.each([
  ['linkGone', 'gone'],
  ['unsupportedVersion', 'outdated'],
  ['unavailable', 'failed'],
] as const)('the server’s error "%s" is shown as "%s"', async (error, why) => {
  const { states, socket, reaches } = await setup(() => ({ ok: false, error }))
  await reaches('failed')
  expect(states.at(-1)).toEqual({ step: 'failed', why })
  expect(socket.connected).toBe(false)
})

it('a refusal is shown, and an approval after it is ignored', async () => {
  const { socket, states, joined, reaches, membership } = await setup()
  await reaches('digits')
  socket.hears('linkClosed', {})
  expect(states.at(-1)).toEqual({ step: 'failed', why: 'refused' })
  socket.hears('deviceApproved', await membership())
  expect(joined).not.toHaveBeenCalled()
})

it('a browser that has given up ignores an approval', async () => {
  const { socket, joined, joining, reaches, membership } = await setup()
  await reaches('digits')
  const late = await membership()
  joining.close()
  socket.hears('deviceApproved', late)
  expect(joined).not.toHaveBeenCalled()
  expect(socket.connected).toBe(false)
})

it('introduces itself again after a connection was lost, with the same key', async () => {
  const { socket, reaches } = await setup()
  await reaches('digits')
  socket.hears('disconnect', 'transport close')
  socket.connect()
  await vi.waitFor(() => expect(socket.asked).toHaveLength(2))
  expect(socket.asked[1]).toEqual(socket.asked[0])
})

it('an ID other than the invite’s is rejected', async () => {
  const { socket, states, joined, reaches, membership } = await setup((root) => ({ ok: true, userId: 'mallory', root }))
  await reaches('failed')
  expect(states.at(-1)).toEqual({ step: 'failed', why: 'forged' })
  socket.hears('deviceApproved', await membership())
  expect(joined).not.toHaveBeenCalled()
})

it('before any digits, a root other than the invite’s is rejected, also the browser’s own key', async () => {
  const server = createSelf('Ada', await createKeyPair())
  for (const rootOf of [() => server.root, (key: string) => key]) {
    const { states, reaches } = await setup((_, key) => ({ ok: true, userId: 'Ada', root: rootOf(key) }))
    await reaches('failed')
    expect(states.at(-1)).toEqual({ step: 'failed', why: 'forged' })
    expect(states.map(({ step }) => step)).not.toContain('digits')
  }
})
