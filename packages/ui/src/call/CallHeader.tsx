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
  /** True if the other side has muted its microphone. */
  peerMuted: boolean
  connection: MediaConnection
  /** The start of the interruption, in milliseconds since the epoch; null without one. */
  interruptedSince: number | null
  quality: Quality | null
  /** Shown beside the name; fades with it. */
  children?: ReactNode
}

const secondMs = 1000

/** Visible only: speaking each second would drown the other person. */
function Reconnecting({ since, clock }: { since: number; clock: () => number }) {
  const now = useNow(clock, secondMs)
  return <span aria-hidden="true">{reconnectingFor((now - since) / secondMs)}</span>
}

/** Name and length of the call, which fade with the controls; the other side's mute and a bad connection, which stay. */
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
        {/* Both live regions exist while empty: screen readers announce only what enters an existing region. */}
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
