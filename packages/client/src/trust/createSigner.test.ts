import { acceptCall, callAnswered, endCall, incomingCall, startOutgoingCall } from '@parley/call'
import { createKeyPair, createSelf, createTrust, readRevocations, revoke, type Self } from '@parley/identity'
import { createDevice, createMemoryPins } from '@parley/identity/testing'
import type { Description, DeviceRef, Identity } from '@parley/protocol'
import { expect, it, vi } from 'vitest'
import type { Acting } from '../account/acting.ts'
import { contactAdded, contactRemoved } from '../state/contactsSlice.ts'
import { preconnectChosen } from '../state/mediaChoices.ts'
import { createClientStore } from '../state/store.ts'
import { changeTrusted } from '../state/trustSlice.ts'
import { createSigner } from './createSigner.ts'

const CALL = 'call-000000000000'
const fingerprint = Array(32).fill('AB').join(':')
const offer: Description = { type: 'offer', sdp: `v=0\r\na=fingerprint:sha-256 ${fingerprint}\r\n` }

async function person(userId: string) {
  const self = createSelf(userId, await createKeyPair())
  const device: DeviceRef = { userId, deviceId: `${userId}-phone-0000000000` }
  const acting: Acting = { self, deviceId: device.deviceId, revocations: null }
  return { self, device, acting }
}
type Person = Awaited<ReturnType<typeof person>>

const identityOf = ({ root, certificates }: Self): Identity => ({ root, certificates, revocations: null })

/** The parts of one person's app that are about trust. */
function app({ acting }: Person, pins = createMemoryPins()) {
  const { store, startListening } = createClientStore()
  const trust = createTrust({ pins, now: () => 1 })
  const signer = createSigner({ store, startListening, account: { acting: () => acting }, trust })
  return { store, signer, trust, pins, standing: () => store.getState().trust.standing }
}

async function scene() {
  const [ada, grace] = [await person('ada'), await person('grace')]
  const [hers, his] = [app(ada), app(grace)]
  const ring = (caller: Person = ada) => {
    const { device, self } = caller
    const identity = identityOf(self)
    his.store.dispatch(incomingCall({ callId: CALL, kind: 'direct', media: 'video', caller: device, identity }))
  }
  /** The seal that this caller's app would send to grace. */
  const sealed = (caller: Person = ada) =>
    app(caller).signer.sign({ callId: CALL, remote: grace.device, role: 'initiator', negotiation: 'n1' }, offer)
  const check = async (seal: Awaited<ReturnType<typeof sealed>>, description = offer) =>
    his.signer.verify({ callId: CALL, remote: ada.device, role: 'initiator', negotiation: 'n1' }, description, seal)
  return { ada, grace, hers, his, ring, sealed, check }
}

it('a caller who proves their identity passes verification, and is pinned and a contact from then on', async () => {
  const { ring, his, sealed, check } = await scene()
  ring()
  await vi.waitFor(() => expect(his.standing()).toBe('new'))
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  expect(await check(await sealed())).toBe(true)
  await vi.waitFor(() => expect(his.store.getState().contacts.contacts).toEqual(['ada']))
  his.store.dispatch(endCall({ callId: CALL }))
  expect(await his.pins.get('ada')).toMatchObject({ verified: false })
})

it('a description whose fingerprint was swapped on the way fails verification', async () => {
  const { ring, his, sealed, check } = await scene()
  ring()
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  const swapped = { ...offer, sdp: offer.sdp.replace('AB:AB', 'AB:AC') }
  expect(await check(await sealed(), swapped)).toBe(false)
  expect(his.standing()).toBe('forged')
  expect(await his.pins.get('ada')).toBeNull()
  expect(his.store.getState().contacts.contacts).toEqual([])
})

it('a known ID that rings with a new root is shown as changed, and accepting the call accepts the root', async () => {
  const { ring, his, sealed, check } = await scene()
  const other = await person('ada')
  await his.trust.accept('ada', other.self.root)
  ring()
  await vi.waitFor(() => expect(his.standing()).toBe('changed'))
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  expect(await check(await sealed())).toBe(true)
})

it('verification of a known ID that answers with a new root waits until the person goes on', async () => {
  const { ada, grace, hers } = await scene()
  await hers.trust.accept('grace', (await person('grace')).self.root)
  hers.store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
  hers.store.dispatch(callAnswered({ callId: CALL, device: grace.device, media: 'video' }))
  const answer: Description = { ...offer, type: 'answer' }
  const context = { callId: CALL, role: 'responder', negotiation: 'n1' } as const
  const seal = await app(grace).signer.sign({ ...context, remote: ada.device }, answer)
  const checked = hers.signer.verify({ ...context, remote: grace.device }, answer, seal)
  await vi.waitFor(() => expect(hers.standing()).toBe('changed'))
  expect(await Promise.race([checked, 'still waiting'])).toBe('still waiting')
  hers.store.dispatch(changeTrusted({ callId: CALL }))
  expect(await checked).toBe(true)
  expect(await hers.pins.get('grace')).toMatchObject({ root: grace.self.root })
})

it('hanging up rejects a changed identity, and nothing is pinned', async () => {
  const { ring, his, sealed, check } = await scene()
  const other = await person('ada')
  ring()
  await vi.waitFor(() => expect(his.standing()).toBe('new'))
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  await his.trust.accept('ada', other.self.root)
  const checked = check(await sealed())
  await vi.waitFor(() => expect(his.standing()).toBe('changed'))
  his.store.dispatch(endCall({ callId: CALL }))
  expect(await checked).toBe(false)
  expect(await his.pins.get('ada')).toMatchObject({ root: other.self.root })
})

it('a caller whose call ends during verification fails it and is not pinned, even if another call is on by then', async () => {
  const { ring, his, sealed, check } = await scene()
  const bob = await person('bob')
  ring()
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  const prove = his.trust.check
  vi.spyOn(his.trust, 'check').mockImplementationOnce(async (...proof) => {
    const found = await prove(...proof)
    const callId = 'call-000000000001'
    his.store.dispatch(endCall({ callId: CALL }))
    his.store.dispatch(startOutgoingCall({ callee: 'bob', media: 'voice' }, callId))
    his.store.dispatch(callAnswered({ callId, device: bob.device, media: 'voice' }))
    return found
  })
  expect(await check(await sealed())).toBe(false)
  await new Promise((resolve) => setTimeout(resolve))
  expect(his.store.getState().contacts.contacts).toEqual([])
  expect(await his.pins.get('ada')).toBeNull()
})

it('a seal by another person’s key fails verification, although its signature is valid', async () => {
  const { ring, his, sealed, check } = await scene()
  const mallory = await person('mallory')
  ring()
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  expect(await check(await sealed(mallory))).toBe(false)
})

it('a device known to be removed fails verification, even if a server admits it', async () => {
  const { ada, ring, his, sealed, check } = await scene()
  await his.trust.accept('ada', ada.self.root)
  const revocations = await revoke(ada.self, { keys: [ada.self.root], keep: [], before: null, time: 1 })
  await his.trust.judge('ada', { ...identityOf(ada.self), revocations })
  ring()
  await vi.waitFor(() => expect(his.standing()).toBe('removed'))
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  expect(await check(await sealed())).toBe(false)
})

it('a person whose safety number was compared is verified in the next call too', async () => {
  const { ada, ring, his } = await scene()
  await his.trust.accept('ada', ada.self.root)
  await his.trust.setVerified('ada', ada.self.root, true)
  ring()
  await vi.waitFor(() => expect(his.standing()).toBe('verified'))
})

it('judges a caller whose call rang before this code was loaded', async () => {
  const [ada, grace] = [await person('ada'), await person('grace')]
  const { store, startListening } = createClientStore()
  const identity = identityOf(ada.self)
  store.dispatch(incomingCall({ callId: CALL, kind: 'direct', media: 'voice', caller: ada.device, identity }))
  const trust = createTrust({ pins: createMemoryPins(), now: () => 1 })
  createSigner({ store, startListening, account: { acting: () => grace.acting }, trust })
  await vi.waitFor(() => expect(store.getState().trust).toMatchObject({ callId: CALL, standing: 'new' }))
})

it('T9: another person’s device that a server lets answer fails verification, although its proof is valid', async () => {
  const { ada, grace, hers } = await scene()
  const mallory = await person('mallory')
  await hers.trust.accept('mallory', mallory.self.root)
  hers.store.dispatch(startOutgoingCall({ callee: 'Grace', media: 'video' }, CALL))
  hers.store.dispatch(callAnswered({ callId: CALL, device: mallory.device, media: 'video' }))
  const answer: Description = { ...offer, type: 'answer' }
  const context = { callId: CALL, role: 'responder', negotiation: 'n1' } as const
  const sealOf = (who: Person) => app(who).signer.sign({ ...context, remote: ada.device }, answer)
  expect(await hers.signer.verify({ ...context, remote: mallory.device }, answer, await sealOf(mallory))).toBe(false)
  expect(hers.standing()).toBe('forged')
  expect(await hers.signer.verify({ ...context, remote: grace.device }, answer, await sealOf(grace))).toBe(true)
})

it('T9: a call that a server presents under the own ID fails verification', async () => {
  const { his } = await scene()
  const server = await person('Grace')
  const device: DeviceRef = { userId: 'Grace', deviceId: 'server-000000000000' }
  const identity = identityOf(server.self)
  his.store.dispatch(incomingCall({ callId: CALL, kind: 'direct', media: 'video', caller: device, identity }))
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  const context = { callId: CALL, role: 'initiator', negotiation: 'n1' } as const
  const signer = app({ ...server, acting: { ...server.acting, deviceId: device.deviceId } }).signer
  const seal = await signer.sign({ ...context, remote: { userId: 'grace', deviceId: 'grace-phone-0000000000' } }, offer)
  expect(await his.signer.verify({ ...context, remote: device }, offer, seal)).toBe(false)
  expect(await his.pins.get('grace')).toBeNull()
})

it('T9: a device that was removed before the first call fails verification after it, although a server hides the removal', async () => {
  const { ada, ring, his, check } = await scene()
  const phone = await createDevice(ada.self)
  const revocations = await revoke(ada.self, { keys: [phone.key.publicKey], keep: [], before: null, time: 1 })
  const list = await readRevocations('ada', ada.self.root, revocations, null)
  if (!list) throw new Error('unreadable')
  const sealBy = (acting: Acting) =>
    app({ ...ada, acting }).signer.sign(
      {
        callId: CALL,
        remote: { userId: 'grace', deviceId: 'grace-phone-0000000000' },
        role: 'initiator',
        negotiation: 'n1',
      },
      offer,
    )
  ring()
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  expect(await check(await sealBy({ ...ada.acting, revocations: { signed: revocations, list } }))).toBe(true)
  expect(await check(await sealBy({ ...ada.acting, self: phone }))).toBe(false)
  expect(his.standing()).toBe('removed')
})

it('a decision that could not be stored does not block later calls', async () => {
  const [ada, grace, bob] = [await person('ada'), await person('grace'), await person('bob')]
  const pins = createMemoryPins()
  let full = false
  const put: typeof pins.put = (peer, pin) => (full ? Promise.reject(new Error('quota')) : pins.put(peer, pin))
  const his = app(grace, { ...pins, put })
  await his.trust.accept('ada', bob.self.root)
  const ring = (callId: string, { device: caller, self }: Person) => {
    const identity = identityOf(self)
    his.store.dispatch(incomingCall({ callId, kind: 'direct', media: 'video', caller, identity }))
  }
  ring(CALL, ada)
  await vi.waitFor(() => expect(his.standing()).toBe('changed'))
  full = true
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  await new Promise((resolve) => setTimeout(resolve))
  full = false
  his.store.dispatch(endCall({ callId: CALL }))
  const context = { callId: 'call-000000000001', role: 'initiator', negotiation: 'n1' } as const
  ring(context.callId, bob)
  his.store.dispatch(acceptCall({ callId: context.callId, media: 'video' }))
  const seal = await app(bob).signer.sign({ ...context, remote: grace.device }, offer)
  expect(await his.signer.verify({ ...context, remote: bob.device }, offer, seal)).toBe(true)
})

it('accepting a call that another has just replaced accepts no changed identity', async () => {
  const { ada, his, ring } = await scene()
  const before = await person('ada')
  await his.trust.accept('ada', before.self.root)
  ring(ada)
  await vi.waitFor(() => expect(his.standing()).toBe('changed'))
  his.store.dispatch(acceptCall({ callId: 'call-before-00000', media: 'video' }))
  await new Promise((resolve) => setTimeout(resolve))
  expect(his.store.getState().call.current.status).toBe('INCOMING')
  expect(await his.pins.get('ada')).toMatchObject({ root: before.self.root })
})

it('a known caller may preconnect, and becomes a contact once the call is answered', async () => {
  const { ada, his, ring, sealed, check } = await scene()
  await his.trust.accept('ada', ada.self.root)
  his.store.dispatch(contactRemoved('ada'))
  ring()
  await vi.waitFor(() =>
    expect(his.store.getState().call.current).toMatchObject({ status: 'INCOMING', preconnect: true }),
  )
  expect(await check(await sealed())).toBe(true)
  expect(his.store.getState().contacts.contacts).toEqual([])
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  await vi.waitFor(() => expect(his.store.getState().contacts.contacts).toEqual(['ada']))
})

it('a contact without a pin may preconnect, and is pinned only by the answer', async () => {
  const { ada, his, ring, sealed, check } = await scene()
  his.store.dispatch(contactAdded('ada'))
  ring()
  await vi.waitFor(() => expect(his.store.getState().call.current).toMatchObject({ preconnect: true }))
  expect(await check(await sealed())).toBe(true)
  expect(await his.pins.get('ada')).toBeNull()
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  await vi.waitFor(async () => expect(await his.pins.get('ada')).toMatchObject({ root: ada.self.root }))
})

it('T27: a stranger may not preconnect before the answer; their description is verified, but nothing is stored', async () => {
  const { his, ring, sealed, check } = await scene()
  ring()
  await vi.waitFor(() => expect(his.standing()).toBe('new'))
  expect(await check(await sealed())).toBe(true)
  expect(his.store.getState().call.current).not.toHaveProperty('preconnect')
  expect(his.store.getState().contacts.contacts).toEqual([])
  expect(await his.pins.get('ada')).toBeNull()
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  await vi.waitFor(() => expect(his.store.getState().contacts.contacts).toEqual(['ada']))
})

it.each(['a changed identity', 'somebody known, with preconnecting switched off'])(
  'T27: for %s nothing is done before the answer',
  async (who) => {
    const { ada, his, ring, sealed, check } = await scene()
    if (who === 'a changed identity') await his.trust.accept('ada', (await person('ada')).self.root)
    if (who.startsWith('somebody known')) {
      await his.trust.accept('ada', ada.self.root)
      his.store.dispatch(preconnectChosen(false))
    }
    ring()
    await vi.waitFor(() => expect(his.standing()).not.toBe('checking'))
    expect(his.store.getState().call.current).not.toHaveProperty('preconnect')
    // Even if the other side sends its description all the same.
    expect(await check(await sealed())).toBe(false)
  },
)

it('a caller preconnects only to somebody known', async () => {
  const { hers, grace } = await scene()
  hers.store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(hers.store.getState().call.current).not.toHaveProperty('preconnect')
  hers.store.dispatch(endCall({ callId: CALL }))
  await hers.trust.accept('grace', grace.self.root)
  hers.store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, 'call-000000000001'))
  await vi.waitFor(() => expect(hers.store.getState().call.current).toMatchObject({ preconnect: true }))
})

it('a description that was changed fails verification while it rings, and is shown as forged only after the answer', async () => {
  const { ada, his, ring, sealed, check } = await scene()
  await his.trust.accept('ada', ada.self.root)
  ring()
  await vi.waitFor(() => expect(his.standing()).toBe('known'))
  const swapped = { ...offer, sdp: offer.sdp.replace('AB:AB', 'AB:AC') }
  expect(await check(await sealed(), swapped)).toBe(false)
  expect(his.standing()).toBe('known')
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  expect(await check(await sealed(), swapped)).toBe(false)
  expect(his.standing()).toBe('forged')
})
