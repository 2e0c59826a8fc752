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
  /** What Escape and the cross do. Without it the dialog must be answered by what is in it. */
  onClose?: () => void
  /** Interrupts with a question. */
  alert?: boolean
  /** Wears the colours of the dark stage. */
  onStage?: boolean
  /** What it is about now; another step takes the focus from what is no longer there. */
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
        {/* Focus on the whole, not on a button: what was typed when it opened must not answer it. */}
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
