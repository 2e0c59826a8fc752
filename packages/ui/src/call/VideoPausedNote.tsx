import styles from '../shared/Problem.module.css'
import { videoPausedWords } from '../words/connectionWords.ts'

export type VideoPausedNoteProps = { paused: boolean; onKeep(): void }

/** Says that the own picture is held back, and lets the person insist on it. */
export function VideoPausedNote({ paused, onKeep }: VideoPausedNoteProps) {
  return (
    // Also there while it is empty: only so is heard what comes into it.
    <div aria-live="polite">
      {paused && (
        <div className={styles.problem}>
          <p className={styles.words}>{videoPausedWords}</p>
          <button type="button" className={styles.retry} onClick={() => onKeep()}>
            Keep video on
          </button>
        </div>
      )}
    </div>
  )
}
