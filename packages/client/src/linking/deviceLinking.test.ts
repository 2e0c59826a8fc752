import {
  certify,
  createKeyPair,
  createSelf,
  makeJoiner,
  pairingDigits,
  peekCertificate,
  readChain,
} from '@parley/identity'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, it, vi } from 'vitest'
import { createJsonStorage } from '../storage/jsonStorage.ts'
import { FakeSocket } from '../testing/fakeSocket.ts'
import { memoryStorage } from '../testing/memoryStorage.ts'
import { createDeviceLinking, type DeviceLinkingState } from './deviceLinking.ts'
import { readKeyNames } from './keyNames.ts'

async function setup() {
  const self = createSelf('Ada', await createKeyPair())
  const socket = new FakeSocket()
  const clock = createFakeClock()
  const values = new Map<string, string>()
  const local = createJsonStorage(memoryStorage(values))
  const account = {
    acting: () => ({ self, deviceId: 'device-0000000000', revocations: null }),
  }
  socket.answers('openLink', () => ({ ok: true, validForMs: 300_000 }))
  socket.answers('closeLink', () => ({ ok: true }))
  socket.answers('approveLink', () => ({ ok: true }))
  const states: DeviceLinkingState[] = []
  const linking = createDeviceLinking({ socket: socket.asSocket, account, local, clock }, (state) => states.push(state))
  await vi.waitFor(() => expect(states.at(-1)?.step).toBe('open'))
  const open = states.at(-1)
  const invite = open?.step === 'open' ? open.invite : null
  expect(invite).toMatchObject({ userId: 'Ada', root: self.root })
  const secret = invite?.secret ?? ''
  /** A field of the latest request. */
  const sent = (name: string) => new Map(Object.entries(Object(socket.asked.at(-1)?.payload))).get(name)
  const link = String(sent('link'))
  const reaches = (step: DeviceLinkingState['step']) => vi.waitFor(() => expect(states.at(-1)?.step).toBe(step))
  return { self, socket, clock, local, states, linking, secret, link, sent, reaches }
}

it('shows a link, then the digits of the joiner, and certifies exactly that key', async () => {
  const { self, socket, local, states, linking, secret, link, sent, reaches } = await setup()
  const { publicKey } = await createKeyPair()
  socket.hears('linkJoined', { link, joiner: await makeJoiner(secret, publicKey, 'Chrome on Android') })
  await reaches('joined')
  expect(states.at(-1)).toMatchObject({
    label: 'Chrome on Android',
    digits: await pairingDigits(secret, self.root, publicKey),
  })
  linking.approve()
  await reaches('done')
  const certificate = String(sent('certificate'))
  expect(peekCertificate(certificate)).toMatchObject({ key: publicKey, use: 'device' })
  expect((await readChain('ada', { root: self.root, certificates: [certificate] }))?.key).toBe(publicKey)
  expect(readKeyNames(local).get(publicKey)).toBe('Chrome on Android')
})

it('the server never sees the secret', async () => {
  const { socket, secret } = await setup()
  expect(JSON.stringify(socket.asked)).not.toContain(secret)
})

it('ignores a joiner whose key was replaced by the server', async () => {
  const { self, socket, states, secret, link, reaches } = await setup()
  const { publicKey } = await createKeyPair()
  const joiner = await makeJoiner(secret, publicKey, 'Chrome on Android')
  socket.hears('linkJoined', { link, joiner: { ...joiner, key: (await createKeyPair()).publicKey } })
  socket.hears('linkJoined', { link: 'x'.repeat(43), joiner })
  socket.hears('linkJoined', { link, joiner })
  await reaches('joined')
  expect(states.at(-1)).toMatchObject({ digits: await pairingDigits(secret, self.root, publicKey) })
})

it('a second joiner is neither shown nor certified', async () => {
  const { socket, states, linking, secret, link, sent, reaches } = await setup()
  const [first, second] = [await createKeyPair(), await createKeyPair()]
  socket.hears('linkJoined', { link, joiner: await makeJoiner(secret, first.publicKey, 'first') })
  await reaches('joined')
  socket.hears('linkJoined', { link, joiner: await makeJoiner(secret, second.publicKey, 'second') })
  linking.approve()
  await reaches('done')
  expect(states.at(-1)).toMatchObject({ label: 'first' })
  expect(peekCertificate(String(sent('certificate')))).toMatchObject({ key: first.publicKey })
})

it('a link expires after its time, and the person is told', async () => {
  const { clock, states, socket } = await setup()
  clock.advance(300_000)
  expect(states.at(-1)).toEqual({ step: 'failed', why: 'expired' })
  expect(socket.asked.at(-1)?.event).toBe('closeLink')
})

it('a link is shown for a little less than the server says, whatever is done to the clock meanwhile', async () => {
  const { clock, states } = await setup()
  expect(states.at(-1)).toMatchObject({ step: 'open', expiresAt: clock.now() + 290_000 })
  clock.step(3_600_000)
  clock.advance(289_999)
  expect(states.at(-1)).toMatchObject({ step: 'open' })
  clock.step(-7_200_000)
  clock.advance(1)
  expect(states.at(-1)).toEqual({ step: 'failed', why: 'expired' })
})

it('approving a link that has expired on the server shows that it has expired', async () => {
  const { socket, linking, secret, link, states, reaches } = await setup()
  socket.answers('approveLink', () => ({ ok: false, error: 'linkGone' }))
  socket.hears('linkJoined', { link, joiner: await makeJoiner(secret, (await createKeyPair()).publicKey, 'phone') })
  await reaches('joined')
  linking.approve()
  await reaches('failed')
  expect(states.at(-1)).toEqual({ step: 'failed', why: 'expired' })
})

it('refusing closes the link and certifies nothing', async () => {
  const { self, socket, linking, secret, link, reaches } = await setup()
  socket.hears('linkJoined', { link, joiner: await makeJoiner(secret, (await createKeyPair()).publicKey, 'phone') })
  await reaches('joined')
  linking.refuse()
  linking.approve()
  // Wait as long as approving would take.
  await certify(self, (await createKeyPair()).publicKey, 'device', 1)
  expect(socket.asked.map(({ event }) => event)).toEqual(['openLink', 'closeLink'])
})
