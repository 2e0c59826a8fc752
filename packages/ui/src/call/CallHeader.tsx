import { MicOff } from 'lucide-react'
import type { ConnectionState } from '../types.ts'
import styles from './CallHeader.module.css'
import { CallTimer } from './CallTimer.tsx'

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

/** With whom, how long, and how the connection is while it is not well. */
export function CallHeader({ peer, since, clock, peerMuted, connection }: CallHeaderProps) {
  return (
    <header className={styles.header}>
      <p className={styles.pill}>
        <b>{peer}</b>
        <CallTimer since={since} clock={clock} />
        {peerMuted && <MicOff className={styles.muted} />}
        <span className="visually-hidden" aria-live="polite">
          {peerMuted && `${peer} is muted`}
        </span>
      </p>
      <p role="status" className={styles.pill} data-connection={connection}>
        {connectionWords[connection]}
      </p>
    </header>
  )
}
