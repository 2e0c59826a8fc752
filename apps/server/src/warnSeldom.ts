import type { Clock } from '@parley/protocol'
import type { Logger } from 'pino'

/** The shortest time between two warnings of one kind. Milliseconds. */
const EVERY_MS = 60_000

/**
 * Warns the operator, once a minute at most for each kind, whoever makes it happen how often. `unsaid` is how many
 * warnings of the kind were left out since the last one.
 */
export type WarnSeldom = (kind: string, message: string, fields?: Readonly<Record<string, unknown>>) => void

/** Creates the warnings; the kinds must be few, because each is remembered. */
export function createWarnSeldom({ log, clock }: { log: Logger; clock: Pick<Clock, 'now'> }): WarnSeldom {
  const said = new Map<string, { at: number; unsaid: number }>()

  return (kind, message, fields = {}) => {
    const last = said.get(kind)
    if (last && clock.now() - last.at < EVERY_MS) {
      last.unsaid += 1
      return
    }
    said.set(kind, { at: clock.now(), unsaid: 0 })
    log.warn({ ...fields, ...(last && last.unsaid > 0 && { unsaid: last.unsaid }) }, message)
  }
}
