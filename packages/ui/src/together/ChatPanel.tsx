import { X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { IconButton } from '../shared/IconButton.tsx'
import styles from './ChatPanel.module.css'
import { Composer } from './Composer.tsx'
import { Timeline, type TimelineProps } from './Timeline.tsx'

export type ChatPanelProps = TimelineProps & {
  /** The longest message, in UTF-16 units. */
  maxLength: number
  /** Why something that was chosen or dropped is not sent; null if all of it is. */
  note: string | null
  onSend(text: string): boolean
  onFiles(files: readonly File[]): void
  onClose(): void
}

/** The chat and files of a call, beside the pictures. Keys typed in it do not reach the call. */
export function ChatPanel({ maxLength, note, onSend, onFiles, onClose, ...shown }: ChatPanelProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus({ preventScroll: true }), [])
  const panel = useRef<HTMLElement>(null)
  const close = () => {
    // Focus stays in the call, and keeps none of its controls from fading.
    panel.current?.parentElement?.closest<HTMLElement>('[data-stage]')?.focus({ preventScroll: true })
    onClose()
  }
  const press = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) close()
  }
  return (
    <section
      ref={panel}
      className={styles.panel}
      aria-label={`Chat with ${shown.peer}`}
      data-beside=""
      onKeyDown={press}
    >
      <header className={styles.head}>
        <h2 className={styles.title}>Chat</h2>
        <IconButton icon={X} label="Close chat" onClick={close} />
      </header>
      <Timeline {...shown} />
      {note !== null && (
        <p className={styles.note} role="alert">
          {note}
        </p>
      )}
      <Composer field={field} maxLength={maxLength} onSend={onSend} onFiles={onFiles} />
    </section>
  )
}
