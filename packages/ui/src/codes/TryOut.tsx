import { PhoneOff } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import type { SafetyNumber } from '../types/call.ts'
import styles from './Codes.module.css'

export type TryOutProps = { safety: SafetyNumber | null; onHangUp(): void }

/** One of two sides connected on one page. It shows that calls work, and plays no sound, which would howl. */
export function TryOutConnected({ safety, onHangUp }: TryOutProps) {
  return (
    <div className={styles.trouble}>
      <p role="status">
        <b>Connected.</b> It works on this device. There is no sound here, since it would echo.
      </p>
      {safety && (
        <p className={styles.hint}>
          Safety number:{' '}
          <span role="img" aria-label={safety.emoji.map(({ name }) => name).join(', ')}>
            {safety.emoji.map(({ symbol }) => symbol).join(' ')}
          </span>
        </p>
      )}
      <Button size="regular" tone="end" onClick={() => onHangUp()}>
        <PhoneOff />
        Hang up
      </Button>
    </div>
  )
}
