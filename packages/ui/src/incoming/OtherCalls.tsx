import { Phone, Video, X } from 'lucide-react'
import { Avatar } from '../shared/Avatar.tsx'
import { Button } from '../shared/Button.tsx'
import type { OtherCall } from '../types/call.ts'
import { acceptWords, callerWords, mediaOfCallWords } from '../words/otherCallWords.ts'
import styles from './OtherCalls.module.css'

export type OtherCallsProps = {
  /** The calls that ring beside the one on the screen. */
  calls: readonly OtherCall[]
  /** True if answering one ends the call on the screen. */
  engaged: boolean
  onAccept(call: OtherCall): void
  onDecline(call: OtherCall): void
}

/** Calls that ring beside another: a row each, which covers nothing that can be pressed, and moves nothing. */
export function OtherCalls({ calls, engaged, onAccept, onDecline }: OtherCallsProps) {
  return (
    <section className={styles.others} data-engaged={engaged} data-stage="" aria-label="Other calls">
      {calls.map((call) => (
        <div key={call.callId} className={styles.row}>
          <Avatar userId={call.caller} size={36} />
          <p className={styles.who} role="status">
            <strong>{callerWords(call.caller)}</strong>
            <span>{mediaOfCallWords(call.media)}</span>
          </p>
          <Button
            size="regular"
            className={styles.decline}
            aria-label={`Decline ${call.caller}`}
            onClick={() => onDecline(call)}
          >
            <X />
            <span>Decline</span>
          </Button>
          <Button
            size="regular"
            tone="call"
            className={styles.accept}
            aria-label={`${acceptWords(engaged)} ${call.caller}`}
            onClick={() => onAccept(call)}
          >
            {call.media === 'video' ? <Video /> : <Phone />}
            <span>{acceptWords(engaged)}</span>
          </Button>
        </div>
      ))}
    </section>
  )
}
