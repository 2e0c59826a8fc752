import type { Outbox, SignalTransport } from '@parley/call'
import type { PinStore } from '@parley/identity'
import type { OwnAccount } from './account/account.ts'
import type { ClientPlatform } from './platform.ts'
import type { ServerAccess, ServerSocket } from './serverAccess.ts'
import type { ClientStartListening, ClientStore } from './state/store.ts'
import type { JsonStorage } from './storage/jsonStorage.ts'

/** The objects that the parts of one client share. They are not public. */
export interface ClientParts extends Pick<ClientPlatform, 'clock' | 'page'> {
  server: ServerAccess
  socket: ServerSocket
  outbox: Outbox
  transport: SignalTransport
  store: ClientStore
  startListening: ClientStartListening
  local: JsonStorage
  pins: PinStore
  account: OwnAccount
}
