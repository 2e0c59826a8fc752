import { callAnswered, createOutbox, startWaiting } from '@parley/call'
import { createFakeSocket } from '@parley/call/testing'
import { expect, it } from 'vitest'
import { choicesChanged, choicesFor, selectMediaChoices } from '../calls/mediaChoices.ts'
import { createAppStore } from '../store.ts'
import { nextMatch, reportMatch } from './matches.ts'

const CALL = 'call-000000000000'

/** In a call with a stranger. */
function setup() {
  const { store } = createAppStore()
  const socket = createFakeSocket()
  const device = { userId: 'grace', deviceId: 'grace-phone-00000' }
  store.dispatch(startWaiting({ kind: 'match', media: 'video' }, CALL))
  store.dispatch(callAnswered({ callId: CALL, device, media: 'video', ticket: 'ticket' }))
  return { store, socket, outbox: createOutbox(socket), call: () => store.getState().call.current }
}

it('leaves the match of its call and waits for the next', () => {
  const { store, call } = setup()
  store.dispatch(nextMatch(CALL))
  expect(call()).toMatchObject({ status: 'OUTGOING', kind: 'match' })
  expect(call()).not.toMatchObject({ callId: CALL })
})

it('reports who was met in its call, and hears no more of them', () => {
  const { store, socket, outbox, call } = setup()
  store.dispatch(reportMatch(outbox, CALL))
  expect(socket.take('reportMatch').payload).toEqual({ callId: CALL })
  expect(store.getState().people.blocked).toEqual(['grace'])
  expect(call().status).toBe('IDLE')
})

it('neither leaves nor reports somebody met in another call than the one that was on the screen, nor unmutes there', () => {
  const { store, socket, outbox, call } = setup()
  const before = call()
  store.dispatch(choicesChanged({ callId: CALL, muted: true }))
  store.dispatch(nextMatch('call-before-00000'))
  store.dispatch(reportMatch(outbox, 'call-before-00000'))
  expect(call()).toBe(before)
  expect(choicesFor(selectMediaChoices(store.getState()), CALL).muted).toBe(true)
  expect([store.getState().people.blocked, socket.asked]).toEqual([[], []])
})
