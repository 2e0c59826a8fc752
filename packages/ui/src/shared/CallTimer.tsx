import { systemClock } from '@parley/protocol'
import { formatTimer } from '../words/formatTimer.ts'
import { useNow } from './useNow.ts'

/** `since`: by the page's monotonic clock. */
export type CallTimerProps = { since: number; clock?: (() => number) | undefined }

const secondMs = 1000

/** The length of ringing or of the call, in a component of its own so that each second renders nothing else. */
export function CallTimer({ since, clock = systemClock.now }: CallTimerProps) {
  const now = useNow(clock, secondMs)
  return <span role="timer">{formatTimer((now - since) / 1000)}</span>
}
