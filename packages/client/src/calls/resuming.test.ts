import { callAnswered, endCall, type InCall, mediaConnected, startOutgoingCall } from '@parley/call'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, it } from 'vitest'
import { idKnown } from '../state/accountSlice.ts'
import { callPinned, selectPinnedRoot } from '../state/callPinSlice.ts'
import { choicesChanged, choicesFor } from '../state/mediaChoices.ts'
import { createClientStore } from '../state/store.ts'
import { createJsonStorage } from '../storage/jsonStorage.ts'
import { memoryStorage } from '../testing/memoryStorage.ts'
import { readKept, setupResuming } from './resuming.ts'

const CALL = 'call-000000000000'
const phone = { userId: 'grace', deviceId: 'grace-phone-00000' }

const refuseToStore = () => {
  throw new DOMException('full', 'QuotaExceededError')
}

/** One browser, whose pages open one after the other. */
function createBrowser({ full = false, values = new Map<string, string>(), clock = createFakeClock() } = {}) {
  const local = createJsonStorage({
    ...memoryStorage(values),
    ...(full && { setItem: refuseToStore }),
  })
  const tabs = new Map<string, Map<string, string>>()
  async function open({ userId = 'ada', deviceId = 'ada-device-000000', tab = `new ${tabs.size}` } = {}) {
    const hides = new Set<() => void>()
    const page = {
      onHide(listener: () => void) {
        hides.add(listener)
        return () => void hides.delete(listener)
      },
    }
    const { store, startListening } = createClientStore()
    const ofTab = tabs.get(tab) ?? new Map<string, string>()
    tabs.set(tab, ofTab)
    const session = createJsonStorage({ ...memoryStorage(ofTab), ...(full && { setItem: refuseToStore }) })
    const kept = readKept(session) ?? readKept(local)
    setupResuming({ store, startListening, local, session, clock, deviceId: Promise.resolve(deviceId), kept, page })
    store.dispatch(idKnown(userId))
    await new Promise((resolve) => setTimeout(resolve))
    return {
      store,
      call: () => store.getState().call.current,
      hide: () => {
        for (const listener of hides) listener()
      },
      answer: (ticket?: string) => {
        store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
        const answer = { callId: CALL, device: phone, media: 'video', ...(ticket ? { ticket } : {}) } as const
        store.dispatch(callAnswered(answer, { at: clock.now(), wall: clock.wall() }))
        store.dispatch(mediaConnected({ callId: CALL }))
      },
    }
  }
  /** The same browser `ms` later, with pages whose monotonic clock begins anew, and a wall clock that was set by `step`. */
  const next = (ms: number, step = 0) =>
    createBrowser({ values, clock: createFakeClock(Math.random() * 1_000, clock.wall() + ms + step) })
  return { values, clock, local, open, next }
}

it('the next page resumes the call as its next attempt, with the same choices', async () => {
  const { open } = createBrowser()
  const first = await open()
  first.answer('ticket')
  first.store.dispatch(choicesChanged({ callId: CALL, muted: true, camera: false, screen: true, insistOnVideo: true }))
  first.hide()
  const before = first.call() as InCall
  const second = await open()
  expect(second.call()).toEqual({ ...before, attempt: 1 })
  const choices = choicesFor(second.store.getState().mediaChoices, CALL)
  expect(choices).toEqual({
    callId: CALL,
    muted: true,
    camera: false,
    screen: false,
    insistOnVideo: true,
    shown: false,
  })
})

it('a resumed call keeps its seconds, though the clock of another page begins anywhere', async () => {
  const { open, clock, next } = createBrowser()
  const first = await open()
  first.answer('ticket')
  clock.advance(60_000)
  first.hide()
  const second = next(2_000)
  const { call } = await second.open()
  expect(second.clock.now() - (call() as InCall).since).toBeCloseTo(62_000)
})

it.each([
  ['back an hour, between the two pages', -3_600_000, 60_000],
  ['forward a little, between the two pages', 5_000, 67_000],
])('a clock that is set %s, costs a resumed call at most some seconds', async (_name, step, talked) => {
  const { open, clock, next } = createBrowser()
  const first = await open()
  first.answer('ticket')
  clock.step(86_400_000)
  clock.advance(60_000)
  first.hide()
  const second = next(2_000, step)
  const { call } = await second.open()
  expect(second.clock.now() - (call() as InCall).since).toBeCloseTo(talked)
})

it('a clock that is set forward between two pages ends the call, which is recorded with the seconds it had', async () => {
  const { open, clock, next } = createBrowser()
  const first = await open()
  first.answer('ticket')
  clock.advance(60_000)
  first.hide()
  const { store, call } = await next(2_000, 3_600_000).open()
  expect(call().status).toBe('IDLE')
  expect(store.getState().history).toMatchObject([{ callId: CALL, seconds: 60 }])
})

it('a call that an earlier version has stored by the wall clock alone keeps its seconds, too', async () => {
  const { open, clock, values } = createBrowser()
  const first = await open()
  first.answer('ticket')
  first.hide()
  const [entry] = values
  if (!entry) throw new Error('nothing was kept')
  const { talkedMs: _, call: kept, ...rest } = JSON.parse(entry[1])
  values.set(entry[0], JSON.stringify({ ...rest, call: { ...kept, since: rest.at - 90_000 } }))
  const { call } = await open()
  expect(clock.now() - (call() as InCall).since).toBe(90_000)
})

it('a call is resumed after a crash as after a reload, however long it was', async () => {
  const { open, clock } = createBrowser()
  const first = await open()
  first.answer('ticket')
  clock.advance(10 * 60_000)
  // From here on the first page does not run any more.
  const second = await open()
  expect(second.call()).toMatchObject({ status: 'IN_CALL', callId: CALL })
})

it.each([
  ['a page that said it goes', true, 8_000],
  ['a page that crashed', false, 35_000],
] as const)('the call of %s is resumed within its time; after that it is only recorded', async (_name, says, ms) => {
  const { open, clock, values } = createBrowser()
  const first = await open()
  first.answer('ticket')
  clock.advance(4_000)
  if (says) first.hide()
  // The storage at the moment of the page's death. Its later writes are undone below.
  const left = new Map(values)
  const dies = () => {
    for (const [key, value] of left) values.set(key, value)
  }
  clock.advance(ms - 5_000)
  dies()
  expect((await open()).call().status).toBe('IN_CALL')
  clock.advance(6_000)
  dies()
  const late = await open()
  expect(late.call().status).toBe('IDLE')
  expect(late.store.getState().history).toMatchObject([{ callId: CALL, outcome: 'answered', seconds: says ? 4 : 0 }])
  expect(values.size).toBe(0)
})

it('the call of another device or another ID is not resumed', async () => {
  const { open } = createBrowser()
  const first = await open()
  first.answer('ticket')
  expect((await open({ deviceId: 'ada-device-other0' })).call().status).toBe('IDLE')
  expect((await open({ userId: 'eve' })).call().status).toBe('IDLE')
  expect((await open({ userId: 'ADA' })).call().status).toBe('IN_CALL')
})

it('T30: the next page knows by which key the other side was verified in the call, also after a crash', async () => {
  const { open } = createBrowser()
  const first = await open()
  first.answer('ticket')
  const root = `B${'A'.repeat(86)}`
  first.store.dispatch(callPinned({ callId: CALL, root }))
  const second = await open()
  expect(second.call()).toMatchObject({ status: 'IN_CALL', attempt: 1 })
  expect(selectPinnedRoot(second.store.getState(), CALL)).toBe(root)
  second.hide()
  expect(selectPinnedRoot((await open()).store.getState(), CALL)).toBe(root)
})

it('a stored call is removed when it ends, and not by another tab', async () => {
  const { open, values } = createBrowser()
  const first = await open()
  first.answer('ticket')
  const other = await open({ deviceId: 'ada-device-other0' })
  other.answer()
  other.store.dispatch(endCall({ callId: CALL }))
  expect(values.size).toBe(1)
  first.store.dispatch(endCall({ callId: CALL }))
  expect(values.size).toBe(0)
})

it('a call that cannot be kept, or is not answered yet, is hung up when the page goes', async () => {
  const { open } = createBrowser({ full: true })
  const page = await open()
  page.answer('ticket')
  page.hide()
  expect(page.call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'hangup' } })
  const next = await createBrowser().open()
  next.store.dispatch(startOutgoingCall({ callee: 'grace', media: 'video' }, CALL))
  next.hide()
  expect(next.call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: 'cancelled' } })
})

it('ignores an invalid stored call', async () => {
  const { values, open } = createBrowser()
  const first = await open()
  first.answer('ticket')
  const [entry] = values
  if (!entry) throw new Error('nothing was kept')
  const [key, text] = entry
  for (const broken of [
    '7',
    '{}',
    text.replace('"attempt":0', '"attempt":-1'),
    text.replace(CALL, '!'),
    text.replace('"muted"', '"root":7,"muted"'),
  ]) {
    values.set(key, broken)
    expect((await open()).call().status).toBe('IDLE')
  }
})

it('the expired call of a guest is removed by the browser’s next page', async () => {
  const { open, clock, values } = createBrowser()
  const first = await open({ userId: 'guest.aaaaaaaaaaaaaaaaaaaaaaaaaa' })
  first.answer('ticket')
  first.hide()
  const left = new Map(values)
  expect(left.size).toBe(1)
  clock.advance(60_000)
  for (const [key, value] of left) values.set(key, value)
  await open({ deviceId: 'ada-device-111111' })
  expect(values.size).toBe(0)
})

it('a tab resumes its own call, though another tab with another ID has been in one since', async () => {
  const { open } = createBrowser()
  const first = await open({ tab: 'first' })
  first.answer('ticket')
  const other = await open({ userId: 'bob', deviceId: 'bob-device-000000', tab: 'second' })
  expect(other.call().status).toBe('IDLE')
  other.answer('ticket')
  other.store.dispatch(endCall({ callId: CALL }))
  first.hide()
  other.answer('ticket')
  const reloaded = await open({ tab: 'first' })
  expect(reloaded.call()).toMatchObject({ status: 'IN_CALL', attempt: 1 })
  reloaded.store.dispatch(endCall({ callId: CALL }))
  expect((await open({ tab: 'first' })).call().status).toBe('IDLE')
})
