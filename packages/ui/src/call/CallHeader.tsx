import { MicOff } from 'lucide-react'
import { CallTimer } from '../shared/CallTimer.tsx'
import type { ConnectionState } from '../types.ts'
import styles from './CallHeader.module.css'

export type CallHeaderProps = {
  peer: string
  since: number
  clock: () => number
  /** Whether the other side has switched its microphone off. */
  peerMuted: boolean
  connection: ConnectionState
}

const connectionWords: Record<ConnectionState, string> = {
  connecting: 'Connecting…',
  connected: '',
  interrupted: 'Connection lost, trying again…',
}

/** With whom and how long, which fades with the controls; and what stays: their mute, and a connection not well. */
export function CallHeader({ peer, since, clock, peerMuted, connection }: CallHeaderProps) {
  return (
    <header className={styles.header}>
      <div className={styles.who}>
        <p className={`${styles.pill} ${styles.fading}`}>
          <b>{peer}</b>
          <CallTimer since={since} clock={clock} />
        </p>
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
        {connectionWords[connection]}
      </p>
    </header>
  )
}
