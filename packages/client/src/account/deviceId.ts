import type { JsonStorage } from '../storage/jsonStorage.ts'
import { isString } from '../storage/jsonStorage.ts'

/** As much of Web Locks (W3C) as is used here. */
export type Locks = Pick<LockManager, 'request' | 'query'>

const KEY = 'parley.device'

/** A reload's old page may hold its lock for a moment longer. Milliseconds. */
const PATIENCE_MS = 500

/** The same in a call, where another id would cost the call. Milliseconds. */
const PATIENCE_IN_CALL_MS = 5_000

/** A page that has crashed may hold its lock for a moment, and one that is reloaded takes it again soon. Milliseconds. */
const GOING_MS = 1_500
const RELOADING_MS = 700
const LOOK_EVERY_MS = 250

export interface DeviceIdOptions {
  /** How long a reload waits for its old page to let go. Milliseconds. */
  patienceMs?: number
  /** A device of this browser that is in a call: its own page is waited for, and without a page it passes to a new tab. */
  inCall?: string | null
  /** Lets time pass. Milliseconds. */
  pause?(ms: number): Promise<void>
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
  { patienceMs, inCall = null, pause = sleep }: DeviceIdOptions = {},
): Promise<string> {
  const stored = session.read(KEY, isString)
  if (stored === null && inCall !== null && locks && (await isOrphan(locks, inCall, pause))) {
    if (await hold(locks, inCall, PATIENCE_MS)) {
      session.write(KEY, inCall)
      return inCall
    }
  }
  const patience = patienceMs ?? (stored === inCall ? PATIENCE_IN_CALL_MS : PATIENCE_MS)
  const id = stored && (!locks || (await hold(locks, stored, patience))) ? stored : randomName()
  if (id !== stored) {
    session.write(KEY, id)
    if (locks) await hold(locks, id, patience)
  }
  return id
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Whether the page of this device has gone, and does not come back as a reloaded one does. */
async function isOrphan(locks: Locks, id: string, pause: (ms: number) => Promise<void>): Promise<boolean> {
  const isWanted = async () => {
    const { held = [], pending = [] } = await locks.query()
    return [...held, ...pending].some(({ name }) => name === lockOf(id))
  }
  for (let waited = 0; await isWanted(); waited += LOOK_EVERY_MS) {
    if (waited >= GOING_MS) return false
    await pause(LOOK_EVERY_MS)
  }
  await pause(RELOADING_MS)
  return !(await isWanted())
}

const lockOf = (id: string) => `parley.device.${id}`

/** Takes the lock for the life of the page; false if another page keeps it. */
function hold(locks: Locks, id: string, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const forever = () => {
      resolve(true)
      return new Promise<never>(() => {})
    }
    locks.request(lockOf(id), { signal: AbortSignal.timeout(patienceMs) }, forever).catch(() => resolve(false))
  })
}
