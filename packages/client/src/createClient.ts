import {
  createOutbox,
  createSignalTransport,
  type StartListening,
  setupCallListeners,
  setupConnectionListeners,
  setupPresenceListeners,
} from '@parley/call'
import type { ClientToServerEvents, Clock, ListenReports, ServerToClientEvents } from '@parley/protocol'
import { io, type Socket } from 'socket.io-client'
import { createAccount } from './account/account.ts'
import { type Locks, takeDeviceId } from './account/deviceId.ts'
import { isAwaited, readKept, setupResuming } from './calls/resuming.ts'
import { screenCaller } from './contacts/contactsSlice.ts'
import { setupPeopleListeners } from './contacts/contactsStorage.ts'
import { newCallLink } from './lobby/newCallLink.ts'
import { socketOptions } from './socketOptions.ts'
import { createOpenDatabase } from './storage/database.ts'
import { createJsonStorage } from './storage/jsonStorage.ts'
import { setupMemoryListeners } from './storage/persistence.ts'
import { createSelfStore } from './storage/selfStore.ts'
import { createAppStore } from './store.ts'

const clock: Clock = {
  now: () => Date.now(),
  setTimeout: (fn, ms) => {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
}

/** A server that breaks the contract is worth a line for whoever looks; never with the values. */
const reports: ListenReports = {
  // biome-ignore lint/suspicious/noConsole: the page has no other log
  invalid: (event, problem) => console.warn(`The server sent a "${event}" that does not fit: ${problem}`),
  // biome-ignore lint/suspicious/noConsole: the page has no other log
  failed: (event, error) => console.warn(`A "${event}" could not be handled`, error),
}

/** The composition root: makes everything that lives as long as the page, and joins it. */
export function createApp() {
  const { store, startListening } = createAppStore()
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(socketOptions)
  const outbox = createOutbox(socket)
  const transport = createSignalTransport({ socket, outbox, clock, reports })
  const local = createJsonStorage(() => localStorage)
  // Web Locks exist only in secure contexts, whatever the types say.
  const locks: Locks | undefined = navigator.locks
  const kept = readKept(local)
  const session = createJsonStorage(() => sessionStorage)
  const deviceId = takeDeviceId(session, locks, {
    inCall: kept && isAwaited(kept, clock.now()) ? kept.deviceId : null,
  })
  const openDatabase = createOpenDatabase()
  const selves = createSelfStore(openDatabase)
  const start = startListening as StartListening
  setupCallListeners(start, {
    ...{ store, socket, outbox, clock, reports },
    screen: (caller) => screenCaller(store.getState().people, caller),
    avoid: () => store.getState().people.blocked,
  })
  setupPresenceListeners(start, { store, socket, reports })
  setupConnectionListeners({ store, socket })
  setupMemoryListeners({ store, startListening, local })
  setupPeopleListeners({ store, startListening, local, page: window })
  setupResuming({ store, startListening, local, clock, deviceId, kept, page: window })
  const { origin } = location
  const account = createAccount({ store, startListening, local, session, socket, selves, deviceId, clock, origin })

  return {
    ...{ store, startListening, transport, outbox, clock, socket, account, local, openDatabase },
    connect: () => socket.connect(),
    newLink: () => newCallLink(outbox),
    isOwn: selves.has,
  }
}

export type App = ReturnType<typeof createApp>
