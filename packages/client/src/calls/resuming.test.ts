import { callAnswered, endCall, type InCall, startOutgoingCall } from '@parley/call'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, it } from 'vitest'
import { idKnown } from '../state/accountSlice.ts'
import { choicesChanged, choicesFor } from '../state/mediaChoices.ts'
import { createClientStore } from '../state/store.ts'
import { createJsonStorage } from '../storage/jsonStorage.ts'
import { memoryStorage } from '../testing/memoryStorage.ts'
import { readKept, setupResuming } from './resuming.ts'

const CALL = 'call-000000000000'
const phone = { userId: 'grace', deviceId: 'grace-phone-00000' }

/** One browser, whose pages open one after the other. */
function createBrowser({ full = false } = {}) {
  const values = new Map<string, string>()
  const clock = createFakeClock()
  const local = createJsonStorage({
    ...memoryStorage(values),
    ...(full && {
      setItem() {
        throw new DOMException('full', 'QuotaExceededError')
      },
    }),
  })
  async function open({ userId = 'ada', deviceId = 'ada-device-000000' } = {}) {
    const hides = new Set<() => void>()
    const page = {
      onHide(listener: () => void) {
        hides.add(listener)
        return () => void hides.delete(listener)
      },
    }
    const { store, startListening } = createClientStore()
    const kept = readKept(local)
    setupResuming({ store, startListening, local, clock, deviceId: Promise.resolve(deviceId), kept, page })
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
        store.dispatch(callAnswered(answer, clock.now()))
      },
    }
  }
  return { values, clock, local, open }
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
  for (const broken of ['7', '{}', text.replace('"attempt":0', '"attempt":-1'), text.replace(CALL, '!')]) {
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
