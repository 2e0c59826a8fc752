import type { JsonStorage } from './storage.ts'
import { isString } from './storage.ts'

/** As much of Web Locks (W3C) as is used here. */
export type Locks = Pick<LockManager, 'request'>

const KEY = 'parley.device'

/** A reload's old page may hold its lock for a moment longer. Milliseconds. */
const PATIENCE_MS = 500

/** A page that was closed or has crashed may hold its lock for longer than one that is reloaded. Milliseconds. */
const ORPHAN_PATIENCE_MS = 1_500

export interface DeviceIdOptions {
  /** How long a reload waits for its old page to let go. Milliseconds. */
  patienceMs?: number
  /** A device of this browser that was in a call; a new tab goes on as it if its page is gone. */
  orphan?: string | null
  /** How long a new tab waits for that page to let go. Milliseconds. */
  orphanPatienceMs?: number
}

/** A random name of 128 bits, base64url: for devices and holders. */
export function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/**
 * The id of this copy of the app. It survives a reload of its tab, and a duplicated tab, which inherits the stored id,
 * gets one of its own: the tab that uses an id holds a lock of that name for as long as it lives.
 *
 * @param session storage of this tab
 * @param locks undefined where the page is not a secure context; two duplicated tabs then take turns at being online
 */
export async function takeDeviceId(
  session: JsonStorage,
  locks: Locks | undefined,
  { patienceMs = PATIENCE_MS, orphan = null, orphanPatienceMs = ORPHAN_PATIENCE_MS }: DeviceIdOptions = {},
): Promise<string> {
  const stored = session.read(KEY, isString)
  if (stored === null && orphan !== null && locks && (await hold(locks, orphan, orphanPatienceMs))) {
    session.write(KEY, orphan)
    return orphan
  }
  const id = stored && (!locks || (await hold(locks, stored, patienceMs))) ? stored : randomName()
  if (id !== stored) {
    session.write(KEY, id)
    if (locks) await hold(locks, id, patienceMs)
  }
  return id
}

/** Takes the lock for the life of the page; false if another page keeps it. */
function hold(locks: Locks, id: string, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const forever = () => {
      resolve(true)
      return new Promise<never>(() => {})
    }
    locks
      .request(`parley.device.${id}`, { signal: AbortSignal.timeout(patienceMs) }, forever)
      .catch(() => resolve(false))
  })
}
