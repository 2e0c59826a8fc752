import { Button } from '../shared/Button.tsx'
import { ModalDialog } from '../shared/ModalDialog.tsx'
import { changedWords } from '../words/trustWords.ts'
import styles from './IdentityAlert.module.css'

export type IdentityAlertProps = { peer: string; onTrustChange(): void; onHangUp(): void }

/** Before anything connects: the other side is not who it was. Escape is no answer to that. */
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
