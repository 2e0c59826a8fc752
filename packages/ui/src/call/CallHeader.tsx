import type { Quality } from '@parley/protocol'
import { MicOff } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { CallTimer } from '../shared/CallTimer.tsx'
import { useNow } from '../shared/useNow.ts'
import type { MediaConnection } from '../types/call.ts'
import { connectionWords, NO_DIRECT_WAY_AFTER_MS, noDirectWayWords, reconnectingFor } from '../words/connectionWords.ts'
import styles from './CallHeader.module.css'
import { QualityBadge } from './QualityBadge.tsx'

export type CallHeaderProps = {
  peer: string
  since: number
  clock: () => number
  /** True if the other side has muted its microphone. */
  peerMuted: boolean
  connection: MediaConnection
  /** The start of the interruption, by the page's monotonic clock; null without one. */
  interruptedSince: number | null
  /** True while a change of the connection could not be agreed on. */
  troubled: boolean
  /** True if only a direct way can connect the two, because the server names no relay. */
  relayless: boolean
  quality: Quality | null
  /** Shown beside the name; fades with it. */
  children?: ReactNode
}

const secondMs = 1000

/** True once `active` has been true for this long without a break. */
function useLasts(active: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!active) return
    const timer = setTimeout(() => setLasts(true), ms)
    return () => {
      clearTimeout(timer)
      setLasts(false)
    }
  }, [active, ms])
  return lasts
}

/** Visible only: speaking each second would drown the other person. */
function Reconnecting({ since, clock }: { since: number; clock: () => number }) {
  const now = useNow(clock, secondMs)
  return <span aria-hidden="true">{reconnectingFor((now - since) / secondMs)}</span>
}

/** Name and length of the call, which fade with the controls; the other side's mute and a bad connection, which stay. */
export function CallHeader(props: CallHeaderProps) {
  const { peer, since, clock, peerMuted, connection, interruptedSince, children } = props
  const hopeless = useLasts(props.relayless && connection === 'connecting', NO_DIRECT_WAY_AFTER_MS)
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
        {hopeless ? noDirectWayWords : connectionWords(connection, props.troubled)}
        {interruptedSince !== null && <Reconnecting since={interruptedSince} clock={clock} />}
      </p>
    </header>
  )
}
