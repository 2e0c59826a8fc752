import type { CallView } from '@parley/protocol'
import { expect, it } from 'vitest'
import { acceptCall, endCall, rejectCall, ringingShown } from '../state/callSlice.ts'
import { start } from '../testing/callHarness.ts'
import { settle } from '../testing/fakeSocket.ts'

const caller = (userId: string) => ({ userId, deviceId: `${userId}-phone`.padEnd(17, '0') })
const callOf = (userId: string) => `call-of-${userId}-0000`.padEnd(17, '0')

/** Ada's device. People called `friend…` are her contacts, and `blocked` is blocked. */
function setUp() {
  const harness = start({
    isContact: (userId) => userId.startsWith('friend'),
    screen: (userId) => (userId === 'blocked' ? 'block' : 'ring'),
  })
  const { socket, store, invitation } = harness
  const ring = (userId: string) =>
    socket.tell('incomingCall', invitation({ callId: callOf(userId), caller: caller(userId) }))
  const show = async (userId: string) => {
    store.dispatch(ringingShown({ callId: callOf(userId) }))
    await settle()
  }
  /** The requests of this kind since the last time, each acknowledged. */
  const asked = async (event: 'rejectCall' | 'ignoreCall' | 'confirmRinging') => {
    const payloads: unknown[] = []
    while (socket.open(event) > 0) {
      const request = socket.take(event)
      payloads.push(request.payload)
      await request.answer({ ok: true })
    }
    return payloads
  }
  const others = () => store.getState().call.others.map(({ peer }) => peer)
  const answer = async (userId: string) => {
    store.dispatch(acceptCall({ callId: callOf(userId), media: 'video' }))
    await settle()
    await socket.take('acceptCall').answer({
      ok: true,
      call: {
        ...{ callId: callOf(userId), kind: 'direct', media: 'video', rev: 2, caller: caller(userId), callee: 'ada' },
        ...{ state: 'answered', answeredBy: { userId: 'ada', deviceId: 'ada-laptop-000000' }, ticket: 't' },
      },
    })
  }
  return { ...harness, ring, show, asked, others, answer }
}

it('in a call a contact rings beside it, quietly, and their caller is told that there is another call', async () => {
  const { ring, show, asked, others, answer, store } = setUp()
  await ring('grace')
  await answer('grace')
  await ring('friend')
  expect(others()).toEqual(['friend'])
  expect(await asked('confirmRinging')).toEqual([])
  await show('friend')
  expect(await asked('confirmRinging')).toEqual([{ callId: callOf('friend'), engaged: true }])
  store.dispatch(endCall({ callId: callOf('grace') }))
  await settle()
  expect(store.getState().call.current).toMatchObject({ status: 'INCOMING', peer: 'friend' })
  expect(await asked('confirmRinging')).toEqual([{ callId: callOf('friend') }])
})

it('in a call strangers hear that the person is busy, and one who is blocked hears the same', async () => {
  const { ring, asked, others, answer } = setUp()
  await ring('grace')
  await answer('grace')
  for (const name of ['stranger', 'blocked']) await ring(name)
  expect(others()).toEqual([])
  expect(await asked('rejectCall')).toEqual([
    { callId: callOf('stranger'), reason: 'busy' },
    { callId: callOf('blocked'), reason: 'blocked' },
  ])
  expect(await asked('ignoreCall')).toEqual([])
})

it('somebody whose page crashed, and who calls again, is not told that the person is busy with them', async () => {
  const { ring, show, asked, others, answer, socket, invitation, store } = setUp()
  await ring('stranger')
  await answer('stranger')
  const again = { callId: 'call-again-000000', caller: caller('stranger') }
  await socket.tell('incomingCall', invitation(again))
  expect([others(), await asked('rejectCall')]).toEqual([['stranger'], []])
  await socket.tell('callEnded', { callId: callOf('stranger'), rev: 3, reason: 'lost' })
  expect(store.getState().call.current).toMatchObject({ status: 'INCOMING', callId: again.callId })
  await show('stranger')
})

it('after an answer the strangers who still rang hear busy and are in the history, and contacts stay', async () => {
  const { ring, show, asked, others, answer, store } = setUp()
  for (const name of ['grace', 'stranger', 'friend', 'friend2', 'stranger2']) {
    await ring(name)
    await show(name)
  }
  await asked('confirmRinging')
  await answer('friend')
  expect(others()).toEqual(['friend2'])
  expect(await asked('rejectCall')).toEqual(
    ['grace', 'stranger', 'stranger2'].map((name) => ({ callId: callOf(name), reason: 'busy' })),
  )
  expect(await asked('confirmRinging')).toEqual([{ callId: callOf('friend2'), engaged: true }])
  expect(
    store
      .getState()
      .history.map(({ userId, outcome }) => `${userId} ${outcome}`)
      .sort(),
  ).toEqual(['grace missed', 'stranger missed', 'stranger2 missed'])
})

it('where all places are taken, a contact gets the one of the stranger who has rung longest', async () => {
  const { ring, asked, others } = setUp()
  for (const name of ['grace', 'friend1', 'stranger1', 'stranger2', 'friend2']) await ring(name)
  expect(others()).toEqual(['friend1', 'stranger1', 'stranger2', 'friend2'])
  await ring('stranger3')
  expect(others()).toEqual(['friend1', 'stranger1', 'stranger2', 'friend2'])
  expect(await asked('ignoreCall')).toEqual([{ callId: callOf('stranger3'), everywhere: false }])
  await ring('friend3')
  expect(others()).toEqual(['friend1', 'stranger2', 'friend2', 'friend3'])
  expect(await asked('ignoreCall')).toEqual([{ callId: callOf('stranger1'), everywhere: false }])
  expect(await asked('rejectCall')).toEqual([])
})

it('T51: a stranger who is declined and calls again at once rings nowhere, and may after half a minute', async () => {
  const { ring, asked, store, socket, invitation, clock, call } = setUp()
  await ring('eve')
  store.dispatch(rejectCall({ callId: callOf('eve') }))
  await settle()
  expect(await asked('rejectCall')).toEqual([{ callId: callOf('eve') }])
  const again = (callId: string) => socket.tell('incomingCall', invitation({ callId, caller: caller('eve') }))
  await again('call-again-000000')
  expect(call().status).toBe('IDLE')
  expect(await asked('ignoreCall')).toEqual([{ callId: 'call-again-000000', everywhere: false }])
  clock.advance(30_000)
  await again('call-later-000000')
  expect(call().status).toBe('INCOMING')
  store.dispatch(rejectCall({ callId: 'call-later-000000' }))
  await settle()
  await asked('rejectCall')
})

it('the other half of glare is left to the server, and rings if that does not join the two', async () => {
  const { dial, socket, invitation, call, asked, others, store, known } = setUp()
  const mine = await dial()
  await socket.tell('incomingCall', invitation())
  expect([others(), await asked('rejectCall'), await asked('ignoreCall')]).toEqual([[], [], []])
  await socket.take('placeCall').answer({ ok: true, call: { ...known(mine), state: 'ended', reason: 'timeout' } })
  await socket.take('sync').answer({ ok: true, now: 0, call: null, invitations: [invitation()], missed: [] })
  expect(call()).toMatchObject({ status: 'INCOMING', peer: 'grace' })
  store.dispatch(rejectCall({ callId: invitation().callId }))
  await settle()
  await asked('rejectCall')
})

it('what rang beside a call and is over when the connection is back, rings no more; what still rings does', async () => {
  const { ring, others, answer, socket, invitation, store } = setUp()
  await ring('grace')
  await answer('grace')
  for (const name of ['friend1', 'friend2']) await ring(name)
  socket.disconnect()
  await socket.connect()
  const invitations = [invitation({ callId: callOf('friend2'), caller: caller('friend2') })]
  const { current } = store.getState().call
  if (current.status !== 'IN_CALL') throw new Error('not in the call')
  const call: CallView = {
    ...{ callId: current.callId, media: 'video', rev: 2, caller: caller('grace'), callee: 'ada', ticket: 't' },
    ...{ kind: 'direct', state: 'answered', answeredBy: { userId: 'ada', deviceId: 'ada-laptop-000000' } },
  }
  await socket.take('sync').answer({ ok: true, now: 0, call, invitations, missed: [] })
  expect(others()).toEqual(['friend2'])
  expect(store.getState().history).toEqual([])
})

it('hears late that another device took a call: what rang beside it rings on, if the server says so', async () => {
  const { ring, socket, store, clock, invitation } = setUp()
  await ring('grace')
  await ring('friend')
  await socket.tell('callEnded', { callId: callOf('grace'), rev: 2, reason: 'answeredElsewhere' })
  expect(store.getState().call).toMatchObject({ current: { status: 'IDLE' }, others: [] })
  const invitations = [invitation({ callId: callOf('friend'), caller: caller('friend') })]
  await socket.take('sync').answer({ ok: true, now: clock.now(), call: null, invitations, missed: [] })
  expect(store.getState().call.current).toMatchObject({ status: 'INCOMING', peer: 'friend' })
})
