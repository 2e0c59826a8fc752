import { useNow } from '../shared/useNow.ts'
import { formatTimer } from '../words/formatTimer.ts'

const secondMs = 1000

/** How long the two have been talking; apart, so that a second passing renders nothing else. */
export function CallTimer({ since, clock }: { since: number; clock: () => number }) {
  const now = useNow(clock, secondMs)
  return <span role="timer">{formatTimer((now - since) / 1000)}</span>
}
