import {
  createOutbox,
  createSignalTransport,
  type StartListening,
  setupCallListeners,
  setupConnectionListeners,
  setupPresenceListeners,
} from '@parley/call'
import type { CallLink } from '@parley/protocol'
import { type Account, createAccount } from './account/account.ts'
import { takeDeviceId } from './account/deviceId.ts'
import type { Calls } from './calls/createCalls.ts'
import { leaveCall } from './calls/leaveCall.ts'
import { isAwaited, readKept, setupResuming } from './calls/resuming.ts'
import type { Codes } from './codes/createCodes.ts'
import { setupContactsStorage } from './contacts/contactsStorage.ts'
import { type Contacts, createContacts } from './contacts/createContacts.ts'
import type { Devices } from './linking/createDevices.ts'
import { loadOnce } from './loadOnce.ts'
import { createCallLink } from './lobby/createCallLink.ts'
import { createLobby, type Lobby } from './lobby/createLobby.ts'
import { createPageEnd } from './pageEnd.ts'
import type { ClientParts } from './parts.ts'
import type { ClientPlatform } from './platform.ts'
import { type ServerAccess, serverAt } from './serverAccess.ts'
import { screenCaller } from './state/contactsSlice.ts'
import { type ClientStore, createClientStore } from './state/store.ts'
import { createJsonStorage } from './storage/jsonStorage.ts'
import { setupPersistence } from './storage/persistence.ts'
import { createPinStore } from './storage/pinStore.ts'
import { createSelfStore } from './storage/selfStore.ts'

/** What a client is made of: its server, and the world around it. */
export interface ClientOptions extends ClientPlatform {
  /** The server's address, such as that of the page it serves; or how to reach it. */
  server: string | URL | ServerAccess
}

/** One device of one person: all that Parley can do, without a screen. It goes online by itself if it was before. */
export interface Client {
  /** What is known now. Actions of calls are dispatched here. */
  readonly store: ClientStore
  readonly account: Account
  readonly contacts: Contacts
  readonly lobby: Lobby
  /** Makes a call link that nobody can guess; null if the server does not take it. */
  callLink(): Promise<CallLink | null>
  /** This device cannot show the call it is in: it leaves it, and declines nothing. */
  leaveCall(): void
  /** Loads the engine of calls, once; a failure (a rejection) is forgotten, to be tried again. */
  calls(): Promise<Calls>
  /** Loads calls without a server, in the same way. */
  codes(): Promise<Codes>
  /** Loads what manages the devices of the own ID, in the same way. */
  devices(): Promise<Devices>
  /**
   * Undoes all that the client has begun: nothing listens, waits or is connected any more. For the other side of a call it is as
   * if the page had gone, and a client made after this one goes on with it.
   */
  close(): void
}

/** The composition root: makes everything that lives as long as the page, and joins it. */
export function createClient({
  server: address,
  storage,
  page,
  clock,
  locks,
  callPorts,
  reports,
}: ClientOptions): Client {
  const closing: (() => void)[] = []
  const end = new AbortController()
  const pageEnd = createPageEnd(page)
  const { store, startListening, stopListening } = createClientStore()
  const server = typeof address === 'object' && 'socket' in address ? address : serverAt(address)
  const socket = server.socket()
  const outbox = createOutbox(socket)
  const transport = createSignalTransport({ socket, outbox, clock, ...(reports && { reports }) })
  const local = createJsonStorage(storage.local)
  const session = createJsonStorage(storage.session)
  const kept = readKept(local)
  const inCall = kept && isAwaited(kept, clock.now()) ? kept.deviceId : null
  const deviceId = takeDeviceId({ session, locks, clock, inCall, released: end.signal })
  const pins = createPinStore(storage.records)

  const deps = { store, socket, outbox, clock, ...(reports && { reports }) }
  const start = startListening as StartListening
  closing.push(
    setupCallListeners(start, {
      ...deps,
      screen: (caller) => screenCaller(store.getState().contacts, caller),
      avoid: () => store.getState().contacts.blocked,
    }),
    setupPresenceListeners(start, deps),
    setupConnectionListeners(deps),
  )
  setupPersistence({ store, startListening, local })
  closing.push(
    setupContactsStorage({ store, startListening, local, storage }),
    setupResuming({ store, startListening, local, clock, deviceId, kept, page: pageEnd.page }),
  )
  const selves = createSelfStore(storage.records)
  const { origin } = page
  const account = createAccount({
    ...{ store, startListening, local, session, server, socket, selves, deviceId, clock, origin },
  })
  const parts: ClientParts = {
    ...{ page: pageEnd.page, clock, server, socket, outbox, transport, store, startListening, local, pins, account },
  }

  /** What is loaded lives until the client is closed; loaded after that, it is closed at once. */
  function track<T extends { close(): void }>(loaded: T): T {
    if (end.signal.aborted) loaded.close()
    else closing.push(loaded.close)
    return loaded
  }
  const loadCalls = loadOnce(async () => {
    const [{ createCalls }, ports] = await Promise.all([import('./calls/createCalls.ts'), callPorts()])
    const { onHide } = pageEnd.page
    return track(createCalls(parts, { ...ports, media: { ...ports.media, onPageHide: onHide } }))
  })
  const loadCodes = loadOnce(async () => {
    const [{ createCodes }, calls] = await Promise.all([import('./codes/createCodes.ts'), loadCalls()])
    return track(createCodes(parts, calls))
  })
  const loadDevices = loadOnce(async () => track((await import('./linking/createDevices.ts')).createDevices(parts)))

  return {
    ...{ store, account },
    contacts: createContacts(store, pins),
    lobby: createLobby({ store, startListening, outbox, clock, local, account }),
    callLink: () => createCallLink(outbox, clock),
    leaveCall: () => leaveCall(store),
    calls: async () => (await loadCalls()).calls,
    codes: async () => (await loadCodes()).codes,
    devices: async () => (await loadDevices()).devices,
    close() {
      if (end.signal.aborted) return
      pageEnd.end()
      end.abort()
      for (const close of closing.reverse()) close()
      account.close()
      stopListening()
      transport.close()
      outbox.close()
      storage.records.close()
    },
  }
}
