import { X } from 'lucide-react'
import { IconButton } from '../shared/IconButton.tsx'
import styles from '../shared/Problem.module.css'
import { videoPausedWords } from '../words/connectionWords.ts'

export type VideoPausedNoteProps = { paused: boolean; onKeep(): void; onDismiss(): void }

/** Says that the own picture is not sent because the connection is weak, and offers to send it anyway. */
export function VideoPausedNote({ paused, onKeep, onDismiss }: VideoPausedNoteProps) {
  return (
    // It exists while empty: screen readers announce only what enters an existing region.
    <div aria-live="polite">
      {paused && (
        <div className={styles.problem}>
          <p className={styles.words}>{videoPausedWords}</p>
          <button type="button" className={styles.retry} onClick={() => onKeep()}>
            Keep video on
          </button>
          <IconButton icon={X} label="Dismiss" onClick={onDismiss} />
        </div>
      )}
    </div>
  )
}
