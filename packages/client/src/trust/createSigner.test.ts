import {
  acceptCall,
  type CallState,
  callAnswered,
  callResumed,
  endCall,
  incomingCall,
  startOutgoingCall,
  startWaiting,
} from '@parley/call'
import { createKeyPair, createSelf, createTrust, guestIdOf, readRevocations, revoke, type Self } from '@parley/identity'
import { createDevice, createMemoryPins } from '@parley/identity/testing'
import type { Description, DeviceRef, Identity } from '@parley/protocol'
import { expect, it, vi } from 'vitest'
import type { Acting } from '../account/acting.ts'
import { callPinned, selectPinnedRoot } from '../state/callPinSlice.ts'
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
    his.store.dispatch(incomingCall({ callId: CALL, kind: 'direct', media: 'video', rev: 1, caller: device, identity }))
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
  store.dispatch(incomingCall({ callId: CALL, kind: 'direct', media: 'voice', rev: 1, caller: ada.device, identity }))
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
  his.store.dispatch(incomingCall({ callId: CALL, kind: 'direct', media: 'video', rev: 1, caller: device, identity }))
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
    his.store.dispatch(incomingCall({ callId, kind: 'direct', media: 'video', rev: 1, caller, identity }))
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

it('what cannot be looked up is not “forged”: verification rejects, and is right once the storage is back', async () => {
  const [ada, grace] = [await person('ada'), await person('grace')]
  const pins = createMemoryPins()
  let dead = true
  const get: typeof pins.get = (peer) => (dead ? Promise.reject(new DOMException('', 'UnknownError')) : pins.get(peer))
  const his = app(grace, { ...pins, get })
  const identity = identityOf(ada.self)
  his.store.dispatch(
    incomingCall({ callId: CALL, kind: 'direct', media: 'video', rev: 1, caller: ada.device, identity }),
  )
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  const context = { callId: CALL, role: 'initiator', negotiation: 'n1' } as const
  const seal = await app(ada).signer.sign({ ...context, remote: grace.device }, offer)
  const check = () => his.signer.verify({ ...context, remote: ada.device }, offer, seal)
  await expect(check()).rejects.toThrow()
  expect(his.store.getState().trust).toEqual({ callId: CALL, standing: 'checking', root: null, unchecked: true })
  dead = false
  expect(await check()).toBe(true)
  expect(his.standing()).toBe('new')
  expect(his.store.getState().trust.unchecked).toBeUndefined()
})

it('a changed identity that the person goes on with, and that cannot be stored, is not asked about again', async () => {
  const { ada, grace, hers: _, ...scenery } = await scene()
  const pins = createMemoryPins()
  let full = false
  const put: typeof pins.put = (peer, pin) => (full ? Promise.reject(new Error('quota')) : pins.put(peer, pin))
  const his = app(grace, { ...pins, put })
  const identity = identityOf(ada.self)
  his.store.dispatch(
    incomingCall({ callId: CALL, kind: 'direct', media: 'video', rev: 1, caller: ada.device, identity }),
  )
  await vi.waitFor(() => expect(his.standing()).toBe('new'))
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  await his.trust.accept('ada', (await person('ada')).self.root)
  full = true
  const seal = await scenery.sealed()
  const check = () =>
    his.signer.verify({ callId: CALL, remote: ada.device, role: 'initiator', negotiation: 'n1' }, offer, seal)
  const checked = check()
  await vi.waitFor(() => expect(his.standing()).toBe('changed'))
  his.store.dispatch(changeTrusted({ callId: CALL }))
  await expect(checked).rejects.toThrow('quota')
  await expect(check()).rejects.toThrow('quota')
  full = false
  expect(await check()).toBe(true)
  expect(await his.pins.get('ada')).toMatchObject({ root: ada.self.root })
})

it('a call that rings while nothing can be looked up is judged by its descriptions', async () => {
  const [ada, grace] = [await person('ada'), await person('grace')]
  const pins = createMemoryPins()
  const get = vi.fn(pins.get).mockRejectedValueOnce(new DOMException('', 'UnknownError'))
  const his = app(grace, { ...pins, get })
  const identity = identityOf(ada.self)
  his.store.dispatch(
    incomingCall({ callId: CALL, kind: 'direct', media: 'video', rev: 1, caller: ada.device, identity }),
  )
  await vi.waitFor(() => expect(get).toHaveBeenCalled())
  his.store.dispatch(acceptCall({ callId: CALL, media: 'video' }))
  const context = { callId: CALL, role: 'initiator', negotiation: 'n1' } as const
  const seal = await app(ada).signer.sign({ ...context, remote: grace.device }, offer)
  expect(await his.signer.verify({ ...context, remote: ada.device }, offer, seal)).toBe(true)
})

/** Grace, who has met somebody in this call, and descriptions that are signed by any key in the name of that somebody. */
async function met(kind: 'link' | 'match', peer: Person, pins = createMemoryPins()) {
  const grace = await person('grace')
  const his = app(grace, pins)
  const waiting = kind === 'link' ? ({ kind, link: 'L'.repeat(22), name: null } as const) : ({ kind } as const)
  his.store.dispatch(startWaiting({ ...waiting, media: 'video' }, CALL))
  his.store.dispatch(callAnswered({ callId: CALL, device: peer.device, media: 'video', ticket: 'ticket' }))
  expect(his.store.getState().call.current.status).toBe('IN_CALL')
  const context = { callId: CALL, role: 'initiator', negotiation: 'n1' } as const
  const speaks = async (who: Person, to = his) => {
    const seal = await app({ ...who, acting: { ...who.acting, deviceId: peer.device.deviceId } }).signer.sign(
      { ...context, remote: grace.device },
      offer,
    )
    return to.signer.verify({ ...context, remote: peer.device }, offer, seal)
  }
  return { grace, his, speaks }
}

/** Somebody with a key of their own under the same ID, as a server could make one up. */
const impostorOf = async ({ self: { userId } }: Person): Promise<Person> => person(userId)

async function guestPerson(): Promise<Person> {
  const key = await createKeyPair()
  const self = createSelf(await guestIdOf(key.publicKey), key)
  const device: DeviceRef = { userId: self.userId, deviceId: 'guest-phone-00000000' }
  return { self, device, acting: { self, deviceId: device.deviceId, revocations: null } }
}

it('T30: a server that swaps a guest’s key in the call gets no picture and no sound: not first, and not later', async () => {
  const guest = await guestPerson()
  const { his, speaks } = await met('link', guest)
  const server = await impostorOf(guest)
  expect(await speaks(server)).toBe(false)
  expect(his.standing()).toBe('forged')
  expect(await speaks(guest)).toBe(true)
  expect(await speaks(server)).toBe(false)
  expect(his.standing()).toBe('forged')
})

it.each(['link', 'match'] as const)(
  'T30: nobody changes keys in a call, though nothing can be stored of a stranger (%s)',
  async (kind) => {
    const ada = await person('ada')
    const pins = createMemoryPins()
    const put: typeof pins.put = () => Promise.reject(new Error('quota'))
    const { his, speaks } = await met(kind, ada, { ...pins, put })
    expect(await speaks(ada)).toBe(true)
    expect(await speaks(await impostorOf(ada))).toBe(false)
    expect(his.standing()).toBe('forged')
    expect(await speaks(ada)).toBe(true)
  },
)

it('T30: of two keys that speak at once under one ID, a call takes one', async () => {
  const ada = await person('ada')
  const { speaks } = await met('match', ada)
  const both = await Promise.all([speaks(ada), speaks(await impostorOf(ada))])
  expect(both.filter((verified) => verified)).toHaveLength(1)
})

it('T30: after a reload of the page a call knows the key that it knew before', async () => {
  const ada = await person('ada')
  const { grace, his, speaks } = await met('match', ada)
  expect(await speaks(ada)).toBe(true)
  const root = selectPinnedRoot(his.store.getState(), CALL)
  const call: CallState = his.store.getState().call.current
  if (root === null || call.status !== 'IN_CALL') throw new Error('not pinned')
  // The next page finds the stored call, and no root of somebody met in a match.
  const next = app(grace)
  next.store.dispatch(callPinned({ callId: CALL, root }))
  next.store.dispatch(callResumed({ call }))
  expect(await speaks(await impostorOf(ada), next)).toBe(false)
  expect(next.standing()).toBe('forged')
  expect(await speaks(ada, next)).toBe(true)
})

it('T30: a changed identity that the person goes on with is the only one in that call', async () => {
  const ada = await person('ada')
  const { his, speaks } = await met('link', ada)
  const before = await impostorOf(ada)
  await his.trust.accept('ada', before.self.root)
  const checked = speaks(ada)
  await vi.waitFor(() => expect(his.standing()).toBe('changed'))
  his.store.dispatch(changeTrusted({ callId: CALL }))
  expect(await checked).toBe(true)
  expect(await speaks(before)).toBe(false)
})

it('of several devices that ring, the one that answers is pinned, whoever was verified last', async () => {
  const { ada, grace, hers } = await scene()
  hers.store.dispatch(contactAdded('grace'))
  hers.store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
  const server = await person('grace')
  const answer: Description = { ...offer, type: 'answer' }
  const context = { callId: CALL, role: 'responder', negotiation: 'n1' } as const
  const speaks = async (who: Person, deviceId: string) => {
    const acting = { ...who.acting, deviceId }
    const seal = await app({ ...who, acting }).signer.sign({ ...context, remote: ada.device }, answer)
    return hers.signer.verify({ ...context, remote: { userId: 'grace', deviceId } }, answer, seal)
  }
  const { deviceId } = grace.device
  expect(await speaks(grace, deviceId)).toBe(true)
  expect(await speaks(server, 'grace-server-00000000')).toBe(true)
  hers.store.dispatch(callAnswered({ callId: CALL, device: grace.device, media: 'video' }))
  expect(selectPinnedRoot(hers.store.getState(), CALL)).toBe(grace.self.root)
  expect(hers.store.getState().trust.root).toBe(grace.self.root)
  await vi.waitFor(async () => expect(await hers.pins.get('grace')).toMatchObject({ root: grace.self.root }))
  expect(await speaks(server, deviceId)).toBe(false)
})
