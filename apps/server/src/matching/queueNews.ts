import type { CallId, Clock } from '@parley/protocol'
import type { Logger } from 'pino'
import type { Deliver } from '../calls/announce.ts'
import type { MatchQueue } from './matchQueue.ts'

/** At most one `queueChanged` for each who waits in this time. Milliseconds. */
const NEWS_MS = 1_000

export interface QueueNewsOptions {
  queue: Pick<MatchQueue, 'waiting' | 'count'>
  deliver: Deliver
  clock: Clock
  log: Logger
}

/** Tells those who wait how many they are, when it is not what they know. */
export function createQueueNews({ queue, deliver, clock, log }: QueueNewsOptions) {
  /** What each who waits knows. */
  let known = new Map<CallId, number>()
  let toldAt = Number.NEGATIVE_INFINITY
  let stopTimer: (() => void) | null = null
  let closed = false

  async function tell(): Promise<void> {
    const waiting = await queue.waiting()
    const before = known
    known = new Map(waiting.map(({ callId }) => [callId, waiting.length]))
    toldAt = clock.now()
    for (const { callId, device } of waiting) {
      if (before.get(callId) === waiting.length) continue
      deliver({ to: { device }, event: 'queueChanged', payload: { waiting: waiting.length } })
    }
  }

  async function check(): Promise<void> {
    const count = await queue.count()
    if (closed || count === 0) {
      // Nobody to tell, nothing to wait for.
      stopTimer?.()
      stopTimer = null
      known = new Map()
      return
    }
    stopTimer ??= clock.setTimeout(
      () => {
        stopTimer = null
        tell().catch((error: unknown) => log.error({ err: error }, 'a queue could not be told'))
      },
      Math.max(0, toldAt + NEWS_MS - clock.now()),
    )
  }

  return {
    /** Who waits as this has been told by another way. */
    told: (callId: CallId, waiting: number): void => {
      known.set(callId, waiting)
    },
    changed: (): void => void check().catch((error: unknown) => log.error({ err: error }, 'a queue is not told')),
    get timers() {
      return stopTimer ? 1 : 0
    },
    close: (): void => {
      closed = true
      stopTimer?.()
      stopTimer = null
    },
  }
}
