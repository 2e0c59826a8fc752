import { endCall, isWaiting, type Outbox, startWaiting } from '@parley/call'
import type { CallId, CallLink, Clock, DisplayName } from '@parley/protocol'
import { nanoid } from '@reduxjs/toolkit'
import type { Account } from '../account/account.ts'
import { idRefused } from '../state/accountSlice.ts'
import { personBlocked } from '../state/contactsSlice.ts'
import { choicesChanged, choicesFor, LOBBY, lobbyEntered, lobbyLeft } from '../state/mediaChoices.ts'
import type { ClientStartListening, ClientStore } from '../state/store.ts'
import { isString, type JsonStorage } from '../storage/jsonStorage.ts'

const NAME_KEY = 'parley.guestName'

/** How long it is tried to report somebody. Milliseconds. */
const TRIED_MS = 60_000

/** Before a call with whoever comes: at a call link, or ready for a match. Waiting is a call that is `OUTGOING`. */
export interface Lobby {
  /** Camera and microphone go on, for the person to look at themselves; what they choose there is under `LOBBY`. */
  enter(): void
  leave(): void
  /** The name this person last used as a guest; empty if there is none. */
  guestName(): string
  /** Waits at a link as who one is. */
  joinLink(link: CallLink): void
  /** Waits at a link under a name; without an ID, as a guest. */
  joinLinkAs(link: CallLink, name: DisplayName): Promise<void>
  /** Is ready for whoever else is. */
  meet(): void
  /** Waits no more. */
  stop(): void
  /** Leaves whom one has met in this call, and is ready for the next. Means nothing in another call. */
  nextMatch(callId: CallId): void
  /** Leaves somebody who misbehaves in this call, never to hear of them again; whoever runs the server reads of it. */
  reportMatch(callId: CallId): void
}

interface Deps {
  store: ClientStore
  startListening: ClientStartListening
  outbox: Outbox
  clock: Clock
  local: JsonStorage
  account: Pick<Account, 'beGuest'>
}

type Entry = { kind: 'link'; link: CallLink; name: DisplayName | null } | { kind: 'match' }

export function createLobby({ store, startListening, outbox, clock, local, account }: Deps): Lobby {
  const { dispatch } = store
  const current = () => store.getState().call.current

  /** Begins to wait, with camera and microphone as they were in the lobby or in the call before. */
  function wait(entry: Entry, from: CallId): void {
    const { muted, camera } = choicesFor(store.getState().mediaChoices, from)
    const callId = nanoid()
    dispatch(choicesChanged({ callId, muted, camera }))
    dispatch(startWaiting({ ...entry, media: 'video' }, callId))
  }

  function stop(): void {
    const call = current()
    if (isWaiting(call)) dispatch(endCall({ callId: call.callId }))
  }

  /** Whom this person has met in this very call; null in another. */
  function metIn(callId: CallId) {
    const call = current()
    return call.status === 'IN_CALL' && call.kind === 'match' && call.callId === callId ? call.peer : null
  }

  // Whom the server does not let in waits for nothing.
  startListening({ actionCreator: idRefused, effect: stop })

  return {
    enter: () => void dispatch(lobbyEntered({ callId: LOBBY, media: 'video' })),
    leave: () => void dispatch(lobbyLeft()),
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
