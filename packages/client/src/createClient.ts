import {
  createOutbox,
  createSignalTransport,
  type StartListening,
  setupCallListeners,
  setupConnectionListeners,
  setupPresenceListeners,
} from '@parley/call'
import { type CallLink, isGuest } from '@parley/protocol'
import { type Account, createAccount } from './account/account.ts'
import { storedDeviceId, takeDeviceId } from './account/deviceId.ts'
import type { Calls } from './calls/createCalls.ts'
import { leaveCall } from './calls/leaveCall.ts'
import { isAwaited, readKept, setupResuming } from './calls/resuming.ts'
import type { Codes } from './codes/createCodes.ts'
import { createContactRoots } from './contacts/contactRoots.ts'
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
import { type StorageKeeper, setupKeptStorage } from './storage/keepStorage.ts'
import { setupPersistence } from './storage/persistence.ts'
import { createPinStore } from './storage/pinStore.ts'
import { createSelfStore } from './storage/selfStore.ts'

/** The server of a client, and its platform. */
export interface ClientOptions extends ClientPlatform {
  /** The server's address (that of any page it serves will do), or another way to reach it. */
  server: string | URL | ServerAccess
}

/** One device of one person: all that Parley does, without a screen. It goes online by itself with a remembered ID. */
export interface Client {
  /** The state. Dispatch the actions of calls here. */
  readonly store: ClientStore
  readonly account: Account
  readonly contacts: Contacts
  readonly lobby: Lobby
  /** Whether the browser keeps what this client stores, and a way to ask it to. */
  readonly storage: Pick<StorageKeeper, 'isKept' | 'keep'>
  /** Creates a call link of 128 random bits; null if the server does not accept it. */
  callLink(): Promise<CallLink | null>
  /** Leaves the current call because this device cannot show it. An incoming call rings on elsewhere. */
  leaveCall(): void
  /** Loads the engine of calls, once. After a rejection the next call loads again. */
  calls(): Promise<Calls>
  /** Loads calls by codes, in the same way. */
  codes(): Promise<Codes>
  /** Loads the management of the own ID's devices, in the same way. */
  devices(): Promise<Devices>
  /**
   * Stops everything that the client has started: listeners, timers, connections, locks. The other side of a call sees
   * the page go, and a client that is created afterwards in this tab resumes the call.
   */
  close(): void
}

/** Creates a client. The composition root: it creates and connects everything that lives as long as the page. */
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
  const local = createJsonStorage(storage.local)
  const socket = server.socket(local)
  const outbox = createOutbox(socket)
  const transport = createSignalTransport({ socket, outbox, clock, ...(reports && { reports }) })
  const session = createJsonStorage(storage.session)
  const kept = readKept(session) ?? readKept(local)
  const awaited = kept && isAwaited(kept, clock.wall()) ? kept : null
  const inCall = awaited?.deviceId ?? null
  const resumes = awaited && awaited.deviceId === storedDeviceId(session) ? awaited.userId : null
  const deviceId = takeDeviceId({ session, locks, clock, inCall, released: end.signal })
  const pins = createPinStore(storage.records, () => {
    const { account } = store.getState()
    return account.status === 'known' && isGuest(account.userId)
  })

  const deps = { store, socket, outbox, clock, ...(reports && { reports }) }
  const start = startListening as StartListening
  closing.push(
    setupCallListeners(start, {
      ...deps,
      screen: (caller) => screenCaller(store.getState().contacts, caller),
      isContact: createContactRoots({ store, startListening, pins }),
      avoid: () => store.getState().contacts.blocked,
    }),
    setupPresenceListeners(start, deps),
    setupConnectionListeners(deps),
  )
  setupPersistence({ store, startListening, local })
  setupKeptStorage(startListening, storage.keeper)
  closing.push(
    setupContactsStorage({ store, startListening, local, storage }),
    setupResuming({ store, startListening, local, session, clock, deviceId, kept, page: pageEnd.page }),
  )
  const selves = createSelfStore(storage.records)
  const account = createAccount({
    ...{ store, startListening, local, session, server, socket, selves, deviceId, clock, page, resumes },
  })
  const parts: ClientParts = {
    ...{ page: pageEnd.page, clock, server, socket, outbox, transport, store, startListening, local, pins, account },
  }

  /** Closes a loaded part together with the client, or at once if the client is closed already. */
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
    storage: storage.keeper,
    lobby: createLobby({ store, startListening, outbox, clock, local, account, server }),
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
