import { endCall, isWaiting, type Outbox, startWaiting } from '@parley/call'
import type { CallId, CallLink, Clock, DisplayName } from '@parley/protocol'
import { nanoid } from '@reduxjs/toolkit'
import type { Account } from '../account/account.ts'
import type { ServerAccess } from '../serverAccess.ts'
import { idRefused } from '../state/accountSlice.ts'
import { personBlocked } from '../state/contactsSlice.ts'
import { choicesChanged, choicesFor, LOBBY, lobbyEntered, lobbyLeft } from '../state/mediaChoices.ts'
import type { ClientStartListening, ClientStore } from '../state/store.ts'
import { isString, type JsonStorage } from '../storage/jsonStorage.ts'
import { askLink, type LinkState } from './askLink.ts'

const NAME_KEY = 'parley.guestName'

/** Retries of a report stop after this time. Milliseconds. */
const TRIED_MS = 60_000

/** The lobby before a call by link or match. Waiting there is a call in status `OUTGOING`. */
export interface Lobby {
  /** Turns camera and microphone on for a preview. Choices made in the lobby are stored under the call id `LOBBY`. */
  enter(): void
  leave(): void
  /** Asks whether somebody can join at a link. Never rejects. */
  linkState(link: CallLink, signal: AbortSignal): Promise<LinkState>
  /** The name this person last used as a guest; empty if there is none. */
  guestName(): string
  /** Waits at a link under the own ID. */
  joinLink(link: CallLink): void
  /** Waits at a link under a display name. Without an ID, this client becomes a guest first. */
  joinLinkAs(link: CallLink, name: DisplayName): Promise<void>
  /** Waits in the match queue. */
  meet(): void
  /** Stops waiting. */
  stop(): void
  /** Ends this match and waits for the next. Does nothing if this device is not in that match. */
  nextMatch(callId: CallId): void
  /** Ends this match, if this device is in it, blocks the other person and reports them to the server's operator. */
  reportMatch(callId: CallId): void
}

interface Deps {
  store: ClientStore
  startListening: ClientStartListening
  outbox: Outbox
  clock: Clock
  local: JsonStorage
  account: Pick<Account, 'beGuest'>
  server: Pick<ServerAccess, 'json'>
}

type Entry = { kind: 'link'; link: CallLink; name: DisplayName | null } | { kind: 'match' }

export function createLobby({ store, startListening, outbox, clock, local, account, server }: Deps): Lobby {
  const { dispatch } = store
  const current = () => store.getState().call.current

  /** Starts to wait. Mute and camera stay as they were in the lobby or in the call `from`. */
  function wait(entry: Entry, from: CallId): void {
    // A second press comes before the button is gone; it must not take the choices from the call of the first.
    if (current().status !== 'IDLE') return
    const { muted, camera } = choicesFor(store.getState().mediaChoices, from)
    const callId = nanoid()
    dispatch(choicesChanged({ callId, muted, camera }))
    dispatch(startWaiting({ ...entry, media: 'video' }, callId))
  }

  function stop(): void {
    const call = current()
    if (isWaiting(call)) dispatch(endCall({ callId: call.callId }))
  }

  /** The other person of this match; null if this device is not in it. */
  function metIn(callId: CallId) {
    const call = current()
    return call.status === 'IN_CALL' && call.kind === 'match' && call.callId === callId ? call.peer : null
  }

  // The server has refused this device, so nobody can come.
  startListening({ actionCreator: idRefused, effect: stop })

  return {
    enter: () => void dispatch(lobbyEntered({ callId: LOBBY, media: 'video' })),
    leave: () => void dispatch(lobbyLeft()),
    linkState: (link, signal) => askLink(server, link, signal),
    guestName: () => local.read(NAME_KEY, isString) ?? '',
    joinLink: (link) => wait({ kind: 'link', link, name: null }, LOBBY),
    async joinLinkAs(link, name) {
      local.write(NAME_KEY, name)
      const { account: known, connection } = store.getState()
      if (known.status === 'none' || connection.status === 'refused') await account.beGuest()
      wait({ kind: 'link', link, name }, LOBBY)
    },
    meet: () => wait({ kind: 'match' }, LOBBY),
    stop,
    nextMatch(callId) {
      if (metIn(callId) === null) return
      dispatch(endCall({ callId }))
      wait({ kind: 'match' }, callId)
    },
    reportMatch(callId) {
      const peer = metIn(callId)
      if (peer === null) return
      const since = clock.now()
      void outbox.deliver('reportMatch', { callId }, () => clock.now() - since < TRIED_MS)
      dispatch(personBlocked(peer))
      dispatch(endCall({ callId }))
    },
  }
}
