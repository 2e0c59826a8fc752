import { Button } from '../shared/Button.tsx'
import { ModalDialog } from '../shared/ModalDialog.tsx'
import { changedWords } from '../words/trustWords.ts'
import styles from './IdentityAlert.module.css'

export type IdentityAlertProps = { peer: string; onTrustChange(): void; onHangUp(): void }

/** Asks before anything connects: the other side's identity has changed. Escape does not answer it. */
export function IdentityAlert({ peer, onTrustChange, onHangUp }: IdentityAlertProps) {
  return (
    <ModalDialog alert onStage title={`${peer}’s identity has changed`}>
      <p>{changedWords(peer)} Nobody sees or hears you yet.</p>
      <div className={styles.answers}>
        <Button tone="plain" onClick={() => onTrustChange()}>
          Continue with the new identity
        </Button>
        <Button tone="end" onClick={() => onHangUp()}>
          Hang up
        </Button>
      </div>
    </ModalDialog>
  )
}
