import type { Clock } from '@parley/protocol'
import type { ClientPage } from './platform.ts'
import type { ClientStore } from './state/store.ts'
import type { JsonStorage } from './storage/jsonStorage.ts'

const KEY = 'parley.reloaded'

/** How long a page stays after its call: until the server knows of the end, and the person has seen it. Milliseconds. */
const AFTER_CALL_MS = 2_000

const isTrue = (value: unknown): value is true => value === true

/** The ports of `createUpgrade`. */
export interface UpgradeDeps {
  store: ClientStore
  /** Storage of this tab. */
  session: JsonStorage
  clock: Clock
  page: Pick<ClientPage, 'reload'>
  /** Called when a reload has not helped, or could be the first of a loop: the person has to be told. */
  stuck(): void
}

/**
 * Replaces a page whose server speaks another version, by a reload once no call is under way. It reloads once: until a
 * server accepts the page, the next time is told to the person.
 */
export interface Upgrade {
  /** The server speaks another version than this page. */
  needed(): void
  /** The server accepts this page. */
  done(): void
  close(): void
}

/** Creates the upgrade of this page. */
export function createUpgrade({ store, session, clock, page, stuck }: UpgradeDeps): Upgrade {
  let wanted = false
  let cancel = () => {}

  function act(): void {
    const before = session.read(KEY, isTrue)
    session.write(KEY, true)
    // Where nothing is kept, a loop could not be noticed.
    if (before || !session.read(KEY, isTrue)) {
      wanted = false
      stuck()
    } else page.reload()
  }

  function consider(): void {
    cancel()
    const { current } = store.getState().call
    if (!wanted || current.status !== 'IDLE') return
    cancel = clock.setTimeout(act, current.lastEnd ? AFTER_CALL_MS : 0)
  }

  let call = store.getState().call.current
  const unsubscribe = store.subscribe(() => {
    const { current } = store.getState().call
    if (current.status === call.status) return
    call = current
    consider()
  })

  return {
    needed() {
      if (wanted) return
      wanted = true
      consider()
    },
    done() {
      wanted = false
      cancel()
      session.remove(KEY)
    },
    close() {
      wanted = false
      cancel()
      unsubscribe()
    },
  }
}
