import { MessageSquare } from 'lucide-react'
import { ControlButton } from '../call/ControlButton.tsx'
import styles from './ChatButton.module.css'

export type ChatButtonProps = {
  open: boolean
  /** True if there is an unread message. */
  unread: boolean
  onToggle(): void
}

/** Opens and closes the chat; a dot says that there is something new. */
export function ChatButton({ open, unread, onToggle }: ChatButtonProps) {
  return (
    <span className={styles.chat} data-unread={unread}>
      <ControlButton
        icon={MessageSquare}
        label="Chat"
        look={open ? 'lit' : 'plain'}
        aria-expanded={open}
        aria-description={unread ? 'Something new' : undefined}
        onClick={() => onToggle()}
      />
    </span>
  )
}
