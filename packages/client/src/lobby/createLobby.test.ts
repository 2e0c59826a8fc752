import { callAnswered, connectionChanged, createOutbox, startWaiting } from '@parley/call'
import { createFakeSocket } from '@parley/call/testing'
import { createFakeClock } from '@parley/protocol/testing'
import { expect, it } from 'vitest'
import { idClaimed, idRefused } from '../state/accountSlice.ts'
import { choicesChanged, choicesFor, LOBBY } from '../state/mediaChoices.ts'
import { createClientStore } from '../state/store.ts'
import { createJsonStorage } from '../storage/jsonStorage.ts'
import { memoryStorage } from '../testing/memoryStorage.ts'
import { createLobby } from './createLobby.ts'

const CALL = 'call-000000000000'
const LINK = `${'a'.repeat(21)}A`

function createScene() {
  const { store, startListening } = createClientStore()
  const socket = createFakeSocket()
  const outbox = createOutbox(socket)
  const local = createJsonStorage(memoryStorage())
  const server = { json: () => Promise.reject(new Error('no server')) }
  let guests = 0
  const account = {
    beGuest: async () => {
      guests += 1
      store.dispatch(idClaimed('guest.aaaaaaaaaaaaaaaaaaaaaaaaaa'))
      store.dispatch(connectionChanged({ status: 'connecting' }))
    },
  }
  const lobby = createLobby({ store, startListening, outbox, clock: createFakeClock(), local, account, server })
  return { store, socket, lobby, guests: () => guests, call: () => store.getState().call.current }
}

/** A lobby whose client is in a match. */
function setup() {
  const scene = createScene()
  const device = { userId: 'grace', deviceId: 'grace-phone-00000' }
  scene.store.dispatch(startWaiting({ kind: 'match', media: 'video' }, CALL))
  scene.store.dispatch(callAnswered({ callId: CALL, device, media: 'video', ticket: 'ticket' }))
  return scene
}

it('`nextMatch` ends the match and waits for the next', () => {
  const { lobby, call } = setup()
  lobby.nextMatch(CALL)
  expect(call()).toMatchObject({ status: 'OUTGOING', kind: 'match' })
  expect(call()).not.toMatchObject({ callId: CALL })
})

it('`reportMatch` reports and blocks the other person, and ends the match', () => {
  const { store, socket, lobby, call } = setup()
  lobby.reportMatch(CALL)
  expect(socket.take('reportMatch').payload).toEqual({ callId: CALL })
  expect(store.getState().contacts.blocked).toEqual(['grace'])
  expect(call().status).toBe('IDLE')
})

it('a press for an earlier match neither ends nor reports the current one, nor unmutes it', () => {
  const { store, socket, lobby, call } = setup()
  store.dispatch(choicesChanged({ callId: CALL, muted: true }))
  const before = call()
  lobby.nextMatch('call-before-00000')
  lobby.reportMatch('call-before-00000')
  expect(call()).toBe(before)
  expect(choicesFor(store.getState().mediaChoices, CALL).muted).toBe(true)
  expect([store.getState().contacts.blocked, socket.asked]).toEqual([[], []])
})

it('somebody without an ID joins a link as a guest, with camera and microphone as in the lobby', async () => {
  const { store, lobby, guests, call } = createScene()
  lobby.enter()
  store.dispatch(choicesChanged({ callId: LOBBY, muted: true, camera: false }))
  await lobby.joinLinkAs(LINK, 'Ada')
  const waiting = call()
  expect(waiting).toMatchObject({ status: 'OUTGOING', kind: 'link', link: LINK, name: 'Ada' })
  const callId = waiting.status === 'OUTGOING' ? waiting.callId : ''
  expect(choicesFor(store.getState().mediaChoices, callId)).toMatchObject({ muted: true, camera: false })
  expect([guests(), lobby.guestName()]).toEqual([1, 'Ada'])
})

it('somebody who presses Join twice keeps the camera off that they turned off', () => {
  const { store, lobby, call } = createScene()
  lobby.enter()
  store.dispatch(choicesChanged({ callId: LOBBY, muted: true, camera: false }))
  lobby.joinLink(LINK)
  lobby.joinLink(LINK)
  const waiting = call()
  const callId = waiting.status === 'OUTGOING' ? waiting.callId : ''
  expect(choicesFor(store.getState().mediaChoices, callId)).toMatchObject({ muted: true, camera: false })
})

it('a guest stays the same guest at another link, unless refused', async () => {
  const { store, lobby, guests } = createScene()
  await lobby.joinLinkAs(LINK, 'Ada')
  lobby.stop()
  await lobby.joinLinkAs(LINK, 'Ada')
  expect(guests()).toBe(1)
  store.dispatch(connectionChanged({ status: 'refused', code: 'tooMany' }))
  await lobby.joinLinkAs(LINK, 'Ada')
  expect(guests()).toBe(2)
})

it('waiting ends when the server refuses the ID', async () => {
  const { store, lobby, call } = createScene()
  await lobby.joinLinkAs(LINK, 'Ada')
  // A refusal that may pass does not end the waiting.
  store.dispatch(connectionChanged({ status: 'refused', code: 'unavailable' }))
  expect(call().status).toBe('OUTGOING')
  store.dispatch(idRefused())
  expect(call().status).toBe('IDLE')
})
