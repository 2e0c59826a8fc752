import type { CallId, Clock } from '@parley/protocol'
import type { Logger } from 'pino'
import type { Deliver } from '../calls/announce.ts'
import type { MatchQueue } from './matchQueue.ts'

/** The shortest time between two `queueChanged` to one device. Milliseconds. */
const NEWS_MS = 1_000

/** The ports of the queue's announcements. */
export interface QueueNewsOptions {
  queue: Pick<MatchQueue, 'waiting' | 'count'>
  deliver: Deliver
  clock: Clock
  log: Logger
}

/** Creates the announcements of the queue's size to waiting users; each is sent only a size it does not know. */
export function createQueueNews({ queue, deliver, clock, log }: QueueNewsOptions) {
  /** The size that each waiting device was told last, by the ID of its wait. */
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
      // Nobody is left to tell.
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
    /** Records a size that was told by an acknowledgement. */
    told: (callId: CallId, waiting: number): void => {
      known.set(callId, waiting)
    },
    /** Announces the size soon; called when the queue has changed. */
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
