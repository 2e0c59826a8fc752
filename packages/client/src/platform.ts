import type { Clock, ListenReports } from '@parley/protocol'
import type { BrowserPorts } from '@parley/webrtc'
import type { WakePort } from './calls/wakeLock.ts'
import type { KeyValue } from './storage/jsonStorage.ts'
import type { StorageKeeper } from './storage/keepStorage.ts'
import type { RecordStore } from './storage/records.ts'
import type { TonePorts } from './tones/tones.ts'

/** The part of Web Locks (W3C) that is used here. */
export type Locks = Pick<LockManager, 'request' | 'query'>

/** The storage of a client. */
export interface ClientStorage {
  /** Lasting storage, shared by all pages of this browser. Its methods may throw, as where storage is blocked. */
  local: KeyValue
  /** Storage of this tab; it survives a reload. Its methods may throw, too. */
  session: KeyValue
  /** Keys, and pinned roots of other people. */
  records: RecordStore
  /** Whether all of it is kept. */
  keeper: StorageKeeper
  /** Calls the listener with the key that another page wrote to `local`; null if unknown. Returns the teardown. */
  onOtherPage(listener: (key: string | null) => void): () => void
}

/** The page that a client runs in. */
export interface ClientPage {
  /** Scheme, host and port, as the browser sends them to a server (RFC 6454). Proofs name them. */
  origin: string
  /** The browser's name, such as "Chrome on Android". The person's other devices show it. */
  label: string
  /** Calls the listener when the page goes: it is closed, reloaded or left. Returns the teardown. */
  onHide(listener: () => void): () => void
  /** Loads the page anew, from the server. */
  reload(): void
}

/** The ports that calls need from a browser. They are loaded together with the engine. */
export interface CallPorts {
  /** Camera, microphone, screen and connections. */
  media: BrowserPorts
  /** For the tones that the page plays itself. */
  tones: TonePorts
  /** Keeps the screen on in a call. */
  wake: WakePort
}

/** Everything that a client needs besides its server: `browserPlatform()` in a browser, or fakes. */
export interface ClientPlatform {
  storage: ClientStorage
  page: ClientPage
  clock: Clock
  /** Undefined outside of secure contexts: duplicated tabs then share a device id, and only the last one is online. */
  locks: Locks | undefined
  /** Loads the ports of calls. If it rejects, so does `client.calls()`. */
  callPorts(): Promise<CallPorts>
  /** Called for events of the server that break the contract, and for handlers that fail. */
  reports?: ListenReports
}
