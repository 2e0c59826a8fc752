import type { MissedCalls } from '@parley/server/calls'
import type { Line } from '../network/line.ts'
import { type Boot, createBoot } from './boot.ts'
import type { ServerDeps } from './deps.ts'
import { createMissedCalls } from './missedCalls.ts'

/** The server and its connections. It can be restarted, and then knows nothing but the missed calls. */
export interface SimServer {
  /** A device asks to be let in; `admitted` once it is. */
  admit(line: Line, admitted: () => void): void
  /** The line's end at the server has noticed that the other is gone. */
  release(line: Line): void
  /** Whether the server, as it is now, still holds this line. */
  holds(line: Line): boolean
  /** Whether what comes on the line still reaches this server. */
  takes(line: Line): boolean
  ask(line: Line, event: string, payload: unknown, reply: (answer: unknown) => void): void
  /** Returns the lines that are dead now. */
  restart(): Line[]
  /** What it holds beyond what it should hold once everybody has gone. */
  remains(users: readonly string[]): Promise<string[]>
}

export function createServer(deps: ServerDeps): SimServer {
  const missed: MissedCalls = createMissedCalls()
  /** The server at which each line has arrived. */
  const arrivals = new WeakMap<Line, Boot>()
  const closed = new WeakSet<Line>()
  let boot = createBoot(deps, missed, true)

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
    takes: (line) => {
      const at = arrivals.get(line)
      return !at || (at === boot && (deps.transport === 'unordered' || boot.holds(line)))
    },
    ask: (line, event, payload, reply) => arrivals.get(line)?.ask(line, event, payload, reply),
    restart: () => {
      const lines = boot.shutDown()
      deps.truth.restart()
      boot = createBoot(deps, missed, false)
      return lines
    },
    remains: (users) => boot.remains(users),
  }
}
