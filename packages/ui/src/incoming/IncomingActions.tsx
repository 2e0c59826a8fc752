import { Phone, Video, X } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import type { Media } from '../types.ts'
import styles from './IncomingActions.module.css'

export type IncomingActionsProps = { media: Media; onAccept(): void; onAcceptVoice(): void; onDecline(): void }

/** The answers: no, with the voice only, yes. */
export function IncomingActions({ media, onAccept, onAcceptVoice, onDecline }: IncomingActionsProps) {
  return (
    <div className={styles.actions}>
      <Button tone="end" onClick={() => onDecline()}>
        <X />
        Decline
      </Button>
      {media === 'video' && (
        <Button tone="soft" aria-label="Accept with voice only" onClick={() => onAcceptVoice()}>
          <Phone />
          Voice only
        </Button>
      )}
      <Button tone="call" className={styles.accept} onClick={() => onAccept()}>
        {media === 'video' ? <Video /> : <Phone />}
        Accept
      </Button>
    </div>
  )
}
