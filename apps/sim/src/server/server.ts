import type { MissedCalls } from '@parley/server/calls'
import type { Line } from '../network/line.ts'
import { type Boot, createBoot } from './boot.ts'
import type { ServerDeps } from './deps.ts'
import { createMissedCalls } from './missedCalls.ts'

/** The server and its lines. After a restart it knows only the missed calls. */
export interface SimServer {
  /**
   * Lets a device in, and calls `admitted` once that is done. Ignores a line that is severed, released or already let
   * in.
   */
  admit(line: Line, admitted: () => void): void
  /** Closes the server's end of a line, because the server has noticed that the device is gone. */
  release(line: Line): void
  /** True if the server, since its last restart, has let in this line and not released it. */
  holds(line: Line): boolean
  /**
   * True if messages on the line still reach the server: a restart ends every line, and over `fifo` a release does too.
   */
  takes(line: Line): boolean
  ask(line: Line, event: string, payload: unknown, reply: (answer: unknown) => void): void
  /** Turns a time of the server's process into the world's. */
  worldTime(at: number): number
  /** Restarts the server. Returns the lines that the restart closed. */
  restart(): Line[]
  /** Lists the calls, timers, connections and present users that are left; empty once everybody has gone. */
  remains(users: readonly string[]): Promise<string[]>
}

export function createServer(deps: ServerDeps): SimServer {
  const missed: MissedCalls = createMissedCalls()
  /** The run of the server that each line has reached. */
  const arrivals = new WeakMap<Line, Boot>()
  const closed = new WeakSet<Line>()
  let boots = 1
  let boot = createBoot(deps, missed, boots)

  return {
    admit: (line, admitted) => {
      if (line.severed || arrivals.has(line) || closed.has(line)) return
      arrivals.set(line, boot)
      boot.admit(line, admitted)
    },
    release: (line) => {
      closed.add(line)
      arrivals.get(line)?.release(line)
    },
    holds: (line) => boot.holds(line),
    worldTime: (at) => boot.worldTime(at),
    takes: (line) => {
      const at = arrivals.get(line)
      return !at || (at === boot && (deps.transport === 'unordered' || boot.holds(line)))
    },
    ask: (line, event, payload, reply) => arrivals.get(line)?.ask(line, event, payload, reply),
    restart: () => {
      const lines = boot.shutDown()
      deps.truth.restart()
      boots += 1
      boot = createBoot(deps, missed, boots)
      return lines
    },
    remains: (users) => boot.remains(users),
  }
}
