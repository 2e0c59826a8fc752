import { Button } from '../shared/Button.tsx'
import { waitingWords } from '../words/lobbyWords.ts'
import styles from './Actions.module.css'

export type MatchActionsProps = {
  userId: string
  /** True while this person waits for a match. */
  waiting: boolean
  /** The length of the queue, this person included; null until it is known. */
  queue: number | null
  online: boolean
  onReady(): void
  onStop(): void
}

/** Starts and stops waiting for a match. */
export function MatchActions({ userId, waiting, queue, online, onReady, onStop }: MatchActionsProps) {
  if (waiting)
    return (
      <div className={styles.act}>
        <p className={styles.lead} role="status">
          {waitingWords(queue)}
        </p>
        <Button tone="end" onClick={() => onStop()}>
          Stop
        </Button>
      </div>
    )
  return (
    <div className={styles.act}>
      <p className={styles.lead}>
        You are paired with the next person who is ready. You both stay blurred until both of you press Show, and you
        can go on to the next person at any time.
      </p>
      <p className={styles.hint}>They see your ID, {userId}, and hear you as soon as you are connected.</p>
      <Button tone="call" aria-disabled={!online} onClick={() => online && onReady()}>
        Ready
      </Button>
    </div>
  )
}
