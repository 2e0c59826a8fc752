import { type Clock, isGuest, limits, type Person, type PresenceChange, type UserId, userKey } from '@parley/protocol'
import { createPeople } from './people.ts'
import type { Presence } from './presence.ts'

/** Somebody who looks at "People online". */
export interface Viewer {
  connectionId: string
  userId: UserId
  tell(change: PresenceChange): void
}

interface Watch {
  tell: Viewer['tell']
  accepts: (key: string) => boolean
  /** What this viewer knows: the list as last told. */
  told: Map<string, Person>
  toldTotal: number
  total: number
  toldAt: number
  stopTimer: (() => void) | null
}

/** Keeps people's lists of the others up to date, each with little and rare news of its own. */
export interface Watchers {
  /** Begins a watch, or replaces this connection's; returns the list there is now. */
  watch(viewer: Viewer, query: string): { people: Person[]; total: number }
  unwatch(connectionId: string): void
  readonly size: number
  close(): void
}

export function createWatchers({ presence, clock }: { presence: Presence; clock: Clock }): Watchers {
  const people = createPeople()
  const watches = new Map<string, Watch>()

  const listFor = (watch: Pick<Watch, 'accepts'>) => people.first(limits.PRESENCE_LIST_SIZE, watch.accepts)

  function flush(watch: Watch): void {
    watch.stopTimer = null
    const list = listFor(watch)
    const changed = [...list].filter(([key, person]) => !samePerson(watch.told.get(key), person))
    const gone = [...watch.told].filter(([key]) => !list.has(key))
    if (changed.length === 0 && gone.length === 0 && watch.total === watch.toldTotal) return
    watch.told = list
    watch.toldTotal = watch.total
    watch.toldAt = clock.now()
    watch.tell({
      changed: changed.map(([, person]) => person),
      gone: gone.map(([, { userId }]) => userId),
      total: watch.total,
    })
  }

  const unsubscribe = presence.onChange((event) => {
    // Here for one call, and to be called by nobody.
    if (isGuest(event.key)) return
    const more = people.apply(event)
    for (const watch of watches.values()) {
      if (!watch.accepts(event.key)) continue
      watch.total += more
      // Never at once: the list that `watch` returned must reach the viewer before the first change to it.
      watch.stopTimer ??= clock.setTimeout(
        () => flush(watch),
        Math.max(0, watch.toldAt + limits.PRESENCE_INTERVAL_MS - clock.now()),
      )
    }
  })

  function unwatch(connectionId: string): void {
    watches.get(connectionId)?.stopTimer?.()
    watches.delete(connectionId)
  }

  return {
    watch: ({ connectionId, userId, tell }, query) => {
      const toldAt = watches.get(connectionId)?.toldAt ?? Number.NEGATIVE_INFINITY
      unwatch(connectionId)
      const own = userKey(userId)
      const wanted = query.toLowerCase()
      const accepts = (key: string) => key !== own && key.includes(wanted)
      const told = listFor({ accepts })
      const total = people.count(accepts)
      watches.set(connectionId, { tell, accepts, told, toldTotal: total, total, toldAt, stopTimer: null })
      return { people: [...told.values()], total }
    },
    unwatch,
    get size() {
      return watches.size
    },
    close: () => {
      unsubscribe()
      for (const connectionId of [...watches.keys()]) unwatch(connectionId)
    },
  }
}

function samePerson(a: Person | undefined, b: Person): boolean {
  return a !== undefined && a.userId === b.userId && a.state === b.state
}
