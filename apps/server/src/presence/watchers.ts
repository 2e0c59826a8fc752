import { type Clock, isGuest, limits, type Person, type PresenceChange, type UserId, userKey } from '@parley/protocol'
import { createPeople } from './people.ts'
import type { Presence } from './presence.ts'

/** A connection that watches "People online". */
export interface Viewer {
  connectionId: string
  /** The viewer's own ID, which its list leaves out. */
  userId: UserId
  /** Sends the viewer a change of its list. */
  tell(change: PresenceChange): void
}

interface Watch {
  tell: Viewer['tell']
  accepts: (key: string) => boolean
  /** The list as the viewer was told last. */
  told: Map<string, Person>
  toldTotal: number
  total: number
  toldAt: number
  stopTimer: (() => void) | null
}

/** Keeps the viewers' lists up to date, by one change per viewer at most every `PRESENCE_INTERVAL_MS`. */
export interface Watchers {
  /** Begins a watch, or replaces this connection's. Returns the current list of people whose ID contains the query. */
  watch(viewer: Viewer, query: string): { people: Person[]; total: number }
  /** Ends this connection's watch. */
  unwatch(connectionId: string): void
  readonly size: number
  /** Ends all watches. */
  close(): void
}

/** Creates watchers of this presence. */
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
    // Guests cannot be called by ID, so they are not listed.
    if (isGuest(event.key)) return
    const more = people.apply(event)
    for (const watch of watches.values()) {
      if (!watch.accepts(event.key)) continue
      watch.total += more
      // By a timer even if due now: the list that `watch` returned must reach the viewer before its first change.
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
