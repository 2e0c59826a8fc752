import type { CallView } from '@parley/protocol'
import { expect, it } from 'vitest'
import { endCall, startWaiting } from '../state/callSlice.ts'
import { ada, grace, start, THEIRS } from '../testing/callHarness.ts'
import { settle } from '../testing/index.ts'

const LINK = 'AAAAAAAAAAAAAAAAAAAAAA'
const atLink = { kind: 'link', link: LINK, name: 'Ada', media: 'voice' } as const
const MINE = 'call-mine-0000000'
/** The call of two who met, in which I am the caller. */
const met = (over: Partial<Extract<CallView, { state: 'answered' }>> = {}): CallView => ({
  ...{ callId: MINE, kind: 'link', media: 'video', rev: 1, caller: ada, callee: 'grace' },
  ...{ state: 'answered', answeredBy: grace, ticket: 't' },
  ...over,
})
/** The same, in which the other one is. */
const metTheirs = () => met({ callId: THEIRS, caller: grace, callee: 'ada', answeredBy: ada })

it('asks to be let in, waits without end, and is in the call once somebody comes', async () => {
  const { socket, store, clock, call } = start()
  store.dispatch(startWaiting(atLink, MINE))
  await settle()
  const asked = socket.take('joinLink')
  expect(asked.payload).toEqual({ callId: MINE, link: LINK, media: 'voice', name: 'Ada' })
  await asked.answer({ ok: true, call: null, waiting: 1 })
  clock.advance(3_600_000)
  expect(call()).toMatchObject({ status: 'OUTGOING' })
  await socket.tell('callMet', { waited: MINE, call: met() }, 2)
  expect(call()).toMatchObject({ status: 'IN_CALL', callId: MINE, role: 'initiator', device: grace, ticket: 't' })
})

it('is in their call where the server has chosen it', async () => {
  const { socket, store, call } = start()
  store.dispatch(startWaiting({ kind: 'match', media: 'video' }, MINE))
  await settle()
  await socket.take('findMatch').answer({ ok: true, call: metTheirs(), waiting: 0 })
  await socket.tell('callMet', { waited: MINE, call: metTheirs() })
  expect(call()).toMatchObject({
    status: 'IN_CALL',
    callId: THEIRS,
    role: 'responder',
    kind: 'match',
    media: 'video',
  })
  expect(socket.asked.map(({ event }) => event)).toEqual(['findMatch'])
})

it.each(['full', 'linkGone', 'alreadyInCall'] as const)('says so when the server answers %s', async (error) => {
  const { socket, store, call } = start()
  store.dispatch(startWaiting(atLink, MINE))
  await settle()
  await socket.take('joinLink').answer({ ok: false, error })
  expect(call()).toMatchObject({ status: 'IDLE', lastEnd: { reason: error, peer: null } })
})

it('somebody who stops waiting is not met: a call that came of the wait all the same ends', async () => {
  const { socket, store, call } = start()
  store.dispatch(startWaiting(atLink, MINE))
  await settle()
  store.dispatch(endCall({ callId: MINE }))
  await settle()
  expect(socket.take('endCall').payload).toEqual({ callId: MINE, reason: 'hangup' })
  await socket.tell('callMet', { waited: MINE, call: metTheirs() })
  expect(call().status).toBe('IDLE')
  expect(socket.asked.filter(({ event }) => event === 'endCall')).toHaveLength(2)
})

it('waits again at a server that has forgotten it', async () => {
  const { socket, store, clock } = start()
  store.dispatch(startWaiting(atLink, MINE))
  await settle()
  await socket.take('joinLink').answer({ ok: true, call: null, waiting: 1 })
  await socket.disconnect()
  await socket.connect()
  const sync = socket.take('sync')
  expect(sync.payload.call).toEqual({ callId: MINE, status: 'OUTGOING' })
  await sync.answer({ ok: true, now: clock.now(), call: null, invitations: [], missed: [] })
  expect(socket.take('joinLink').payload.callId).toBe(MINE)
})

it('is told how many wait, and names the users to avoid', async () => {
  const avoid = () => Array.from({ length: 300 }, (_, n) => `someone${n}`)
  const { socket, store, call } = start({ avoid })
  store.dispatch(startWaiting({ kind: 'match', media: 'video' }, MINE))
  await settle()
  const asked = socket.take('findMatch')
  expect(asked.payload.avoid).toHaveLength(256)
  expect(asked.payload.avoid.at(-1)).toBe('someone299')
  await asked.answer({ ok: true, call: null, waiting: 4 })
  expect(call()).toMatchObject({ waiting: 4 })
  await socket.tell('queueChanged', { waiting: 2 })
  expect(call()).toMatchObject({ waiting: 2 })
})
