import type { Quality } from '@parley/protocol'
import { MicOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { CallTimer } from '../shared/CallTimer.tsx'
import { useNow } from '../shared/useNow.ts'
import type { MediaConnection } from '../types/call.ts'
import { connectionWords, reconnectingFor } from '../words/connectionWords.ts'
import styles from './CallHeader.module.css'
import { QualityBadge } from './QualityBadge.tsx'

export type CallHeaderProps = {
  peer: string
  since: number
  clock: () => number
  /** Whether the other side has switched its microphone off. */
  peerMuted: boolean
  connection: MediaConnection
  /** Since when it is interrupted, in milliseconds since the epoch; null if it is not. */
  interruptedSince: number | null
  quality: Quality | null
  /** What stands beside the name and fades with it. */
  children?: ReactNode
}

const secondMs = 1000

/** Only to be seen: each second spoken would drown the other person. */
function Reconnecting({ since, clock }: { since: number; clock: () => number }) {
  const now = useNow(clock, secondMs)
  return <span aria-hidden="true">{reconnectingFor((now - since) / secondMs)}</span>
}

/** With whom and how long, which fades with the controls; and what stays: their mute, and a connection not well. */
export function CallHeader(props: CallHeaderProps) {
  const { peer, since, clock, peerMuted, connection, interruptedSince, children } = props
  return (
    <header className={styles.header}>
      <div className={styles.who}>
        <div className={`${styles.name} ${styles.fading}`}>
          <p className={styles.pill}>
            <b>{peer}</b>
            <CallTimer since={since} clock={clock} />
            <QualityBadge quality={props.quality} connection={connection} />
          </p>
          {children}
        </div>
        {/* Both live regions are there while they are empty: only so is heard what comes into them. */}
        <p className={`${styles.pill} ${styles.muted}`} aria-live="polite">
          {peerMuted && (
            <>
              <MicOff />
              <span>{`${peer} is muted`}</span>
            </>
          )}
        </p>
      </div>
      <p role="status" className={`${styles.pill} ${styles.connection}`}>
        {connectionWords(connection)}
        {interruptedSince !== null && <Reconnecting since={interruptedSince} clock={clock} />}
      </p>
    </header>
  )
}
