import type { Clock, DeviceId } from '@parley/protocol'
import type { Locks } from '../platform.ts'
import { isString, type JsonStorage } from '../storage/jsonStorage.ts'
import { randomName } from './randomName.ts'

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
  /** Storage of this tab. */
  session: JsonStorage
  /** Undefined where the page is not a secure context; two duplicated tabs then take turns at being online. */
  locks: Locks | undefined
  clock: Clock
  /** A device of this browser that is in a call: its own page is waited for, and without a page it passes to a new tab. */
  inCall?: DeviceId | null
  /** Lets go of the id, which is then free for another page. */
  released: AbortSignal
}

/**
 * The id of this copy of the app. It survives a reload of its tab, and a duplicated tab, which inherits the stored id,
 * gets one of its own: the tab that uses an id holds a lock of that name for as long as it lives.
 */
export async function takeDeviceId(options: DeviceIdOptions): Promise<DeviceId> {
  const { session, locks, released, inCall = null } = options
  const stored = session.read(KEY, isString)
  if (stored === null && inCall !== null && locks && (await isOrphan(locks, inCall, options))) {
    if (await hold(locks, inCall, PATIENCE_MS, options)) {
      session.write(KEY, inCall)
      return inCall
    }
  }
  const patience = stored === inCall ? PATIENCE_IN_CALL_MS : PATIENCE_MS
  const id = stored && (!locks || (await hold(locks, stored, patience, options))) ? stored : randomName()
  // A page that has gone leaves its id to the one that comes after it.
  if (id !== stored && !released.aborted) {
    session.write(KEY, id)
    if (locks) await hold(locks, id, patience, options)
  }
  return id
}

type Waiting = Pick<DeviceIdOptions, 'clock' | 'released'>

/** Resolves when the id is not wanted any more. */
const untilReleased = (released: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (released.aborted) resolve()
    else released.addEventListener('abort', () => resolve(), { once: true })
  })

/** Resolves after this time (milliseconds), or at once when the id is not wanted any more. */
async function pause(ms: number, { clock, released }: Waiting): Promise<void> {
  let cancel = () => {}
  await Promise.race([
    untilReleased(released),
    new Promise<void>((resolve) => (cancel = clock.setTimeout(resolve, ms))),
  ])
  cancel()
}

/** Whether the page of this device has gone, and does not come back as a reloaded one does. */
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

const lockOf = (id: string) => `parley.device.${id}`

/** Takes the lock until the id is released; false if another page keeps it. */
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
