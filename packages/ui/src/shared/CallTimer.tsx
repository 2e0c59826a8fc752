import { formatTimer } from '../words/formatTimer.ts'
import { useNow } from './useNow.ts'

/** `since`: milliseconds since the epoch. */
export type CallTimerProps = { since: number; clock?: (() => number) | undefined }

const secondMs = 1000

/** How long a call rings or is talked; apart, so that a second passing renders nothing else. */
export function CallTimer({ since, clock = Date.now }: CallTimerProps) {
  const now = useNow(clock, secondMs)
  return <span role="timer">{formatTimer((now - since) / 1000)}</span>
}
