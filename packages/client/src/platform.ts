import type { Clock, ListenReports } from '@parley/protocol'
import type { BrowserPorts } from '@parley/webrtc'
import type { KeyValue } from './storage/jsonStorage.ts'
import type { RecordStore } from './storage/records.ts'
import type { TonePorts } from './tones/tones.ts'

/** As much of Web Locks (W3C) as is used here. */
export type Locks = Pick<LockManager, 'request' | 'query'>

/** Where a client keeps what it is to know again. */
export interface ClientStorage {
  /** Shared by all pages of this browser, over visits. Its methods may throw, as a browser's do where it keeps nothing. */
  local: KeyValue
  /** Of this page and those that come after it in the same tab. It may throw, too. */
  session: KeyValue
  /** Keys, and whom this browser has met. */
  records: RecordStore
  /** Tells which key another page has written to `local`; null if it may have been any. Returns the teardown. */
  onOtherPage(listener: (key: string | null) => void): () => void
}

/** The page a client lives in. */
export interface ClientPage {
  /** As the browser names it to a server: scheme, host and port (RFC 6454). Proofs hold for it. */
  origin: string
  /** What a person would call this browser: "Chrome on Android". Their other devices show it. */
  label: string
  /** Tells that the page goes: it is closed, reloaded or left. Returns the teardown. */
  onHide(listener: () => void): () => void
}

/** What calls need of a browser; asked for with the engine, not before. */
export interface CallPorts {
  /** Camera, microphone, screen and connections. */
  media: BrowserPorts
  /** Sound of the page's own. */
  tones: TonePorts
}

/** All that a client needs of the world but its server: `browserPlatform()` in a browser, or fakes. */
export interface ClientPlatform {
  storage: ClientStorage
  page: ClientPage
  clock: Clock
  /** Absent outside of secure contexts; two tabs that were duplicated then take turns at being online. */
  locks: Locks | undefined
  /** A rejection is that of `client.calls()`. */
  callPorts(): Promise<CallPorts>
  /** Told what the server sends that breaks the contract. */
  reports?: ListenReports
}
