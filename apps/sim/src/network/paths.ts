import { type DeviceRef, sameDevice } from '@parley/protocol'
import { type Holder, SimConnection } from '../browser/connection.ts'
import { createRandom, mix, type Seed } from '../random.ts'
import type { SimClock } from '../simClock.ts'
import { createPath, type Loss, type Path, type PathDeps } from './path.ts'

/** How often the first attempt of a pair fails, where `mayFail` allows it. */
const FAILURES = 0.1

/** The connections of all pages, and the paths between them. */
export interface Paths {
  open(holder: Holder): SimConnection
  /** The connection with this ICE username fragment; null if there is none. */
  find(ufrag: string): SimConnection | null
  /**
   * Takes down every path of the page.
   *
   * @param how random if left out
   */
  lose(holder: Holder, how?: Loss): void
  /**
   * Closes every connection of a page that is gone.
   *
   * @param tells false if the page crashed, so that its browser tells no other
   */
  drop(holder: Holder, tells: boolean): void
  /** The device that this one exchanges media with, in both directions; null if there is none. */
  peerOf(device: DeviceRef): DeviceRef | null
  /** The open connections of a page. */
  of(holder: Holder): SimConnection[]
}

export interface PathsDeps extends Pick<PathDeps, 'met'> {
  clock: SimClock
  seed: Seed
  /** True if the first attempt of the two may fail. */
  mayFail(one: SimConnection, other: SimConnection): boolean
}

export function createPaths({ clock, seed, mayFail, met }: PathsDeps): Paths {
  const random = createRandom(mix(seed, 5))
  const generations = new Map<string, SimConnection>()
  const connections = new Set<SimConnection>()
  const paths = new Map<SimConnection, Path>()

  function join(one: SimConnection, other: SimConnection): Path {
    const path = createPath(one, other, { clock, random, met })
    for (const end of [one, other]) {
      paths.get(end)?.lose('forEver')
      paths.set(end, path)
      end.path = path
    }
    return path
  }

  function look(from: SimConnection): void {
    const to = from.remoteUfrag === null ? undefined : generations.get(from.remoteUfrag)
    if (!to || to.closed || to.remoteUfrag !== from.ufrag || !from.ready || !to.ready) return
    const known = paths.get(from)
    const isNew = !known || known !== paths.get(to)
    const path = isNew ? join(from, to) : known
    path.negotiated([from.ufrag, to.ufrag].toSorted().join(' '), isNew && mayFail(from, to) && random.chance(FAILURES))
  }

  const surroundings = {
    newGeneration: (of: SimConnection) => {
      const ufrag = `u${generations.size}`
      generations.set(ufrag, of)
      return ufrag
    },
    gathersEarly: () => random.chance(0.3),
    look,
    closed: (connection: SimConnection, tells: boolean) => {
      connections.delete(connection)
      paths.get(connection)?.closed(connection, tells)
      paths.delete(connection)
    },
  }

  const of = (holder: Holder) => [...connections].filter((connection) => connection.holder === holder)

  function isHeard(connection: SimConnection): boolean {
    const path = paths.get(connection)
    if (!path?.up || !connection.sends) return false
    return path.other(connection).sends
  }

  return {
    open: (holder) => {
      const connection = new SimConnection(holder, surroundings)
      connections.add(connection)
      return connection
    },
    find: (ufrag) => generations.get(ufrag) ?? null,
    lose: (holder, how = random.pick<Loss>(['forEver', 'forEver', 'untilRestart', 'forSeconds'])) => {
      for (const connection of of(holder)) paths.get(connection)?.lose(how)
    },
    drop: (holder, tells) => {
      for (const connection of of(holder)) connection.vanish(tells)
    },
    peerOf: (device) => {
      for (const connection of connections) {
        if (sameDevice(connection.holder.device, device) && isHeard(connection))
          return paths.get(connection)?.other(connection).holder.device ?? null
      }
      return null
    },
    of,
  }
}
