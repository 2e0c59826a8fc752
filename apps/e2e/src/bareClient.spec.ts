import type { Browser } from '@playwright/test'
import {
  check,
  connect,
  type DeviceRef,
  goOnline,
  handshake,
  type Keys,
  type Line,
  makeKeys,
  type Sealed,
  seal,
  sign,
} from './client/bareClient.ts'
import type { Person } from './support/person.ts'
import { test as base, expect } from './support/test.ts'

type BareClient = Awaited<ReturnType<typeof goOnline>>

interface Fixtures {
  /** Connects a client without a screen, which goes offline with the test. */
  bare(id: string, how?: { keys?: Keys; clock?: () => number }): Promise<BareClient>
}

const test = base.extend<Fixtures>({
  bare: async ({ server, suffix }, use) => {
    const clients: BareClient[] = []
    await use(async (id, { keys, clock } = {}) => {
      const client = await goOnline(server.url, newDevice(id + suffix), keys ?? (await makeKeys()), clock)
      clients.push(client)
      return client
    })
    for (const client of clients) client.offline()
  },
})

/** Creates a new device of this user. */
const newDevice = (userId: string): DeviceRef => ({ userId, deviceId: crypto.randomUUID() })

/** Creates keys for another device of an ID, certified by an existing device's keys. */
async function certify(userId: string, by: Keys): Promise<Keys> {
  const { own, root: key } = await makeKeys()
  const said = { id: userId.toLowerCase(), key, use: 'device', time: Date.now() }
  const certificate = await sign('parley-certificate', said, by.own)
  return { own, root: by.root, certificates: [...by.certificates, certificate] }
}

/** The dialog on a person's screen for a call from a bare client. */
const dialog = (person: Person, from: BareClient) =>
  person.page.getByRole('dialog', { name: `Incoming call from ${from.me.userId}` })
const outgoing = (person: Person, to: BareClient) =>
  person.page.getByRole('region', { name: `Calling ${to.me.userId}` })

async function heardDescription(client: BareClient): Promise<Sealed> {
  for (;;) {
    const { signal } = await client.heard('signal')
    if (signal.type === 'description') return signal
  }
}

async function place(client: BareClient, callee: string) {
  const { call } = await client.ask('placeCall', { callId: crypto.randomUUID(), callee, media: 'video' })
  if (!call) throw new Error('The server tells nothing of the call')
  return call
}

/** Calls a person, who accepts. */
async function call(client: BareClient, person: Person): Promise<Line> {
  const { callId } = await place(client, person.id)
  await person.button('Accept').click()
  const { device } = await client.heard('callAnswered')
  return { callId, me: client.me, other: device, role: 'initiator' }
}

const hangUp = (client: BareClient, callId: string) => client.ask('endCall', { callId, reason: 'hangup' })

const send = (client: BareClient, { callId, other }: Line, signal: Sealed) =>
  client.ask('signal', { callId, to: other, signal })

type Unsealed = Omit<Sealed, 'seal'>

const offerOf = (sdp: string): Unsealed => ({
  type: 'description',
  negotiation: 'first',
  description: { type: 'offer', sdp },
})

/** Creates a browser's offer with a transceiver of each kind and the control channel. */
async function makeOffer(browser: Browser): Promise<Unsealed> {
  const page = await browser.newPage()
  const sdp = await page.evaluate(async () => {
    const connection = new RTCPeerConnection()
    for (const kind of ['audio', 'video']) connection.addTransceiver(kind, { direction: 'sendrecv' })
    connection.createDataChannel('control', { negotiated: true, id: 0 })
    return (await connection.createOffer()).sdp ?? ''
  })
  await page.close()
  return offerOf(sdp)
}

/** Changes the first byte of every fingerprint. */
function withAnotherFingerprint({ description: { type, sdp }, ...signal }: Sealed): Sealed {
  const forge = (_all: string, name: string, byte: string) => `${name}${byte === '00' ? '01' : '00'}`
  return { ...signal, description: { type, sdp: sdp.replace(/(a=fingerprint:sha-256 )(..)/g, forge) } }
}

test.describe('a client that knows nothing but docs/protocol.md', () => {
  test('calls a browser, hears that it rings, and that its person declines', async ({ meet, bare }) => {
    const [ada, robin] = [await meet('ada'), await bare('Robin')]
    const { callId, state } = await place(robin, ada.id)
    expect(state).toBe('ringing')
    await expect(dialog(ada, robin)).toBeVisible()
    const ringing = await robin.heard('deviceRinging')
    expect(ringing).toMatchObject({ callId, device: { userId: ada.id } })
    await ada.button('Decline').click()
    expect(await robin.heard('callEnded')).toMatchObject({ callId, reason: 'declined' })
    await ada.isDone('You declined')
  })

  test('is called by a browser, rings, accepts, believes only what is sealed, and hangs up', async ({ meet, bare }) => {
    const [ada, robin] = [await meet('ada'), await bare('Robin')]
    await ada.dial(robin.me.userId)
    const { callId, media, caller } = await robin.heard('incomingCall')
    expect({ media, caller: caller.userId }).toEqual({ media: 'video', caller: ada.id })
    await expect(outgoing(ada, robin)).toContainText('Calling…')
    await robin.ask('confirmRinging', { callId })
    await expect(outgoing(ada, robin)).toContainText('Ringing…')

    const accepted = await robin.ask('acceptCall', { callId })
    expect(accepted.call).toMatchObject({ callId, state: 'answered' })
    const line: Line = { callId, me: robin.me, other: caller, role: 'responder' }
    const offer = await heardDescription(robin)
    expect(offer.description.type).toBe('offer')
    const roots = new Map<string, string>()
    await check(line, offer, roots)
    await check(line, offer, roots)
    const wrong = 'A wrong parley-description'
    await expect(check(line, withAnotherFingerprint(offer), roots)).rejects.toThrow(wrong)
    await expect(check({ ...line, callId: 'x'.repeat(24) }, offer, roots)).rejects.toThrow(wrong)
    await expect(check({ ...line, other: newDevice('Mallory') }, offer, roots)).rejects.toThrow(wrong)
    const another = new Map([[ada.id.toLowerCase(), (await makeKeys()).root]])
    await expect(check(line, offer, another)).rejects.toThrow('another root')

    await hangUp(robin, callId)
    await ada.isDone('Call ended')
  })

  test('makes a sealed offer with a certified key, which a browser answers with a sealed one', async ({
    meet,
    bare,
    chromium,
    suffix,
  }) => {
    const keys = await makeKeys()
    const [ada, first] = [await meet('ada'), await bare('Robin', { keys })]
    const second = await bare('Robin', { keys: await certify(`Robin${suffix}`, keys) })
    const offer = await makeOffer(chromium)
    const line = await call(second, ada)
    await send(second, line, await seal(line, second.keys, offer))
    const answer = await heardDescription(second)
    expect(answer).toMatchObject({ negotiation: 'first', description: { type: 'answer' } })
    await check(line, answer, new Map())
    await hangUp(second, line.callId)
    await ada.isDone('Call ended')

    await ada.dial(first.me.userId)
    await Promise.all([first.heard('incomingCall'), second.heard('incomingCall')])
    await ada.button('Cancel').click()
    expect(await first.heard('callEnded')).toMatchObject({ reason: 'cancelled' })

    await ada.dial(first.me.userId)
    const { callId } = await second.heard('incomingCall')
    await second.ask('rejectCall', { callId })
    await ada.isDone(`${first.me.userId} declined`)
    expect(await first.heard('callEnded')).toMatchObject({ callId, reason: 'declined' })
  })

  test('believes a device that the root has certified, and none that somebody else has', async () => {
    const [robin, grace, root] = [newDevice('Robin'), newDevice('Grace'), await makeKeys()]
    const [own, foreign] = [await certify('Robin', root), await certify('Robin', await makeKeys())]
    const sdp = `v=0\r\na=fingerprint:sha-256 ${Array(32).fill('A7').join(':')}\r\n`
    const callId = 'x'.repeat(16)
    const mine: Line = { callId, role: 'initiator', me: robin, other: grace }
    const theirs: Line = { callId, role: 'responder', me: grace, other: robin }
    const roots = new Map<string, string>()
    const believed = async (keys: Keys) => check(theirs, await seal(mine, keys, offerOf(sdp)), roots)
    await believed(own)
    expect([...roots]).toEqual([['robin', root.root]])
    const foreignRoot = { ...foreign, root: root.root }
    await expect(believed(foreignRoot)).rejects.toThrow('A parley-certificate with a wrong signature')
    const foreignKey = { ...own, own: foreign.own }
    await expect(believed(foreignKey)).rejects.toThrow('A parley-description with a wrong signature')
  })

  test('is hung up on as insecure when its offer is not the one it has sealed', async ({ meet, bare, chromium }) => {
    const [ada, robin] = [await meet('ada'), await bare('Robin')]
    const offer = await makeOffer(chromium)
    const line = await call(robin, ada)
    await send(robin, line, withAnotherFingerprint(await seal(line, robin.keys, offer)))
    expect(await robin.heard('callEnded')).toMatchObject({ callId: line.callId, reason: 'insecure' })
    await ada.isDone(/could not be verified/)
  })
})

test.describe('the door', () => {
  test('is closed to another key, in any case of the ID, also when the owner is away', async ({ server, bare }) => {
    const robin = await bare('Robin')
    const keys = await makeKeys()
    for (const id of [robin.me.userId, robin.me.userId.toLowerCase()]) {
      const taking = goOnline(server.url, newDevice(id), keys)
      await expect(taking).rejects.toMatchObject({ data: { code: 'idTaken' } })
    }
    robin.offline()
    const taking = goOnline(server.url, newDevice(robin.me.userId), keys)
    await expect(taking).rejects.toMatchObject({ data: { code: 'idTaken' } })
  })

  test('opens once for each proof', async ({ server, suffix }) => {
    const auth = await handshake(server.url, newDevice(`Robin${suffix}`), await makeKeys())
    const socket = await connect(server.url, async () => auth)
    await expect(connect(server.url, async () => auth)).rejects.toMatchObject({ data: { code: 'proofReplayed' } })
    expect(socket.connected).toBe(true)
    socket.disconnect()
  })

  test('stays closed to an old proof and tells the time, which is enough to come in', async ({
    server,
    suffix,
    bare,
  }) => {
    const [device, keys] = [newDevice(`Robin${suffix}`), await makeKeys()]
    const anHourAgo = () => Date.now() - 3_600_000
    const refusal = await connect(server.url, () => handshake(server.url, device, keys, anHourAgo())).catch(
      (why) => why,
    )
    expect(refusal.data).toMatchObject({ code: 'proofOld', now: expect.any(Number) })
    expect(Math.abs(refusal.data.now - Date.now())).toBeLessThan(5_000)
    await bare('Grace', { clock: anHourAgo })
  })
})
