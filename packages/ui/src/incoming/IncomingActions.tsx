import { Ban, Phone, Video, X } from 'lucide-react'
import type { Ref } from 'react'
import { Button } from '../shared/Button.tsx'
import type { Media } from '../types/call.ts'
import styles from './IncomingActions.module.css'

export type IncomingActionsProps = {
  caller: string
  media: Media
  /** True if the caller's identity is refuted: the call cannot be accepted. */
  refused: boolean
  /** True once the tone of this call is silenced. */
  quiet: boolean
  /** Gets the button that has the focus first. */
  acceptRef: Ref<HTMLButtonElement>
  onAccept(): void
  onAcceptVoice(): void
  onDecline(): void
  onBlock(): void
}

/** The answers: decline, accept with voice only, accept; and apart from them, block. */
export function IncomingActions(props: IncomingActionsProps) {
  const { caller, media, refused, quiet, onAccept, onAcceptVoice, onDecline, onBlock } = props
  return (
    <div className={styles.answers}>
      <div className={styles.actions}>
        <Button tone="end" onClick={() => onDecline()}>
          <X />
          Decline
        </Button>
        {!refused && media === 'video' && (
          <Button tone="soft" aria-label="Accept with voice only" onClick={() => onAcceptVoice()}>
            <Phone />
            Voice only
          </Button>
        )}
        {!refused && (
          <Button ref={props.acceptRef} tone="call" className={styles.accept} onClick={() => onAccept()}>
            {media === 'video' ? <Video /> : <Phone />}
            Accept
          </Button>
        )}
      </div>
      <p className={styles.keys}>
        {!refused && (
          <span>
            <kbd>Enter</kbd> Accept
          </span>
        )}
        <span aria-live="polite">
          <kbd>Esc</kbd> {quiet ? 'Silenced' : 'Silence the tone'}
        </span>
      </p>
      <Button
        size="regular"
        tone="quiet"
        className={styles.block}
        aria-label={`Block ${caller}`}
        onClick={() => onBlock()}
      >
        <Ban />
        Block
      </Button>
    </div>
  )
}
