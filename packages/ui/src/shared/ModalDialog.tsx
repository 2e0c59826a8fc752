import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { IconButton } from './IconButton.tsx'
import styles from './ModalDialog.module.css'
import { useStepFocus } from './useStepFocus.ts'

export type ModalDialogProps = {
  title: string
  children: ReactNode
  /** Escape and the cross call it. Without it the person must use the dialog's own buttons. */
  onClose?: () => void
  /** Announced at once, as a question. */
  alert?: boolean
  /** Uses the colours of the dark stage. */
  onStage?: boolean
  /** The current step; focus moves to the dialog when it changes. */
  step?: string
}

/** A question or a small task above everything else. Open as long as it is mounted; a click outside does nothing. */
export function ModalDialog({ title, children, onClose, alert = false, onStage = false, step = '' }: ModalDialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  useStepFocus(popup, step)
  const stage = onStage ? '' : undefined
  const content = (
    <Dialog.Portal>
      <Dialog.Backdrop className={styles.scrim} />
      <Dialog.Viewport className={styles.viewport}>
        {/* Focus goes to the dialog, not to a button: keys typed when it opened must not answer it. */}
        <Dialog.Popup ref={popup} className={styles.dialog} initialFocus={popup} data-stage={stage}>
          <header className={styles.head}>
            <Dialog.Title>{title}</Dialog.Title>
            {onClose && !alert && <IconButton icon={X} label="Close" onClick={onClose} />}
          </header>
          {children}
        </Dialog.Popup>
      </Dialog.Viewport>
    </Dialog.Portal>
  )
  const change = (open: boolean) => {
    if (!open) onClose?.()
  }
  return alert ? (
    <AlertDialog.Root open onOpenChange={change}>
      {content}
    </AlertDialog.Root>
  ) : (
    <Dialog.Root open onOpenChange={change} disablePointerDismissal>
      {content}
    </Dialog.Root>
  )
}
