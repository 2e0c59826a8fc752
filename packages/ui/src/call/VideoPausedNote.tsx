import { X } from 'lucide-react'
import { IconButton } from '../shared/IconButton.tsx'
import styles from '../shared/Problem.module.css'
import { videoPausedWords } from '../words/connectionWords.ts'

export type VideoPausedNoteProps = { paused: boolean; onKeep(): void; onDismiss(): void }

/** Says that the own picture is held back, and lets the person insist on it. */
export function VideoPausedNote({ paused, onKeep, onDismiss }: VideoPausedNoteProps) {
  return (
    // Also there while it is empty: only so is heard what comes into it.
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
