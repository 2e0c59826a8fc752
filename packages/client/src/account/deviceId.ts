import type { Clock, DeviceId } from '@parley/protocol'
import type { Locks } from '../platform.ts'
import { isString, type JsonStorage } from '../storage/jsonStorage.ts'
import { randomName } from './randomName.ts'

const KEY = 'parley.device'

/** How long to wait for a lock that the old page of a reload may still hold. Milliseconds. */
const PATIENCE_MS = 500

/** The same for a device in a call, which would lose the call with another id. Milliseconds. */
const PATIENCE_IN_CALL_MS = 5_000

/** How long a crashed page may go on holding its lock. Milliseconds. */
const GOING_MS = 1_500

/** How long a page that is being reloaded may need to request its lock again. Milliseconds. */
const RELOADING_MS = 700

/** How often the locks are queried meanwhile. Milliseconds. */
const LOOK_EVERY_MS = 250

export interface DeviceIdOptions {
  /** Storage of this tab. */
  session: JsonStorage
  /** Undefined outside of secure contexts. Duplicated tabs then share an id, and only the last to connect is online. */
  locks: Locks | undefined
  clock: Clock
  /** The device of this browser that is in a call, if any. A new tab takes over its id and call if its page is gone. */
  inCall?: DeviceId | null
  /** When it aborts, the lock is released and another page may use the id. */
  released: AbortSignal
}

/**
 * Returns the id of this copy of the app. It is kept in the tab's storage, so that it survives a reload. A duplicated
 * tab inherits the storage but gets its own id, because each tab holds a Web Lock on its id while it lives.
 */
export async function takeDeviceId(options: DeviceIdOptions): Promise<DeviceId> {
  const { session, locks, released, inCall = null } = options
  const stored = storedDeviceId(session)
  if (stored === null && inCall !== null && locks && (await isOrphan(locks, inCall, options))) {
    if (await hold(locks, inCall, PATIENCE_MS, options)) {
      session.write(KEY, inCall)
      return inCall
    }
  }
  const patience = stored === inCall ? PATIENCE_IN_CALL_MS : PATIENCE_MS
  const id = stored && (!locks || (await hold(locks, stored, patience, options))) ? stored : randomName()
  // If the client has been closed meanwhile, the stored id stays for the tab's next page.
  if (id !== stored && !released.aborted) {
    session.write(KEY, id)
    if (locks) await hold(locks, id, patience, options)
  }
  return id
}

type Waiting = Pick<DeviceIdOptions, 'clock' | 'released'>

/** Resolves when the id is released. */
const untilReleased = (released: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (released.aborted) resolve()
    else released.addEventListener('abort', () => resolve(), { once: true })
  })

/** Resolves after `ms` milliseconds, or when the id is released. */
async function pause(ms: number, { clock, released }: Waiting): Promise<void> {
  let cancel = () => {}
  await Promise.race([
    untilReleased(released),
    new Promise<void>((resolve) => (cancel = clock.setTimeout(resolve, ms))),
  ])
  cancel()
}

/** True if this device's page is gone, and is not just being reloaded. */
async function isOrphan(locks: Locks, id: DeviceId, waiting: Waiting): Promise<boolean> {
  const isWanted = async () => {
    const { held = [], pending = [] } = await locks.query()
    return [...held, ...pending].some(({ name }) => name === lockOf(id))
  }
  for (let waited = 0; await isWanted(); waited += LOOK_EVERY_MS) {
    if (waited >= GOING_MS || waiting.released.aborted) return false
    await pause(LOOK_EVERY_MS, waiting)
  }
  await pause(RELOADING_MS, waiting)
  return !(await isWanted())
}

/** The id that this tab had before its page was loaded; null for a new tab. */
export const storedDeviceId = (session: JsonStorage): DeviceId | null => session.read(KEY, isString)

const lockOf = (id: string) => `parley.device.${id}`

/** Takes the lock and holds it until the id is released. False if another page still has it after `patienceMs`. */
function hold(locks: Locks, id: DeviceId, patienceMs: number, { clock, released }: Waiting): Promise<boolean> {
  return new Promise((resolve) => {
    const waiting = new AbortController()
    const giveUp = () => waiting.abort()
    const cancel = clock.setTimeout(giveUp, patienceMs)
    if (released.aborted) giveUp()
    else released.addEventListener('abort', giveUp, { once: true })
    const use = () => {
      cancel()
      resolve(true)
      return untilReleased(released)
    }
    const refused = () => {
      cancel()
      resolve(false)
    }
    locks.request(lockOf(id), { signal: waiting.signal }, use).catch(refused)
  })
}
