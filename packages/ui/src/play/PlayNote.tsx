import { type PlayNotice, playNoticeWords } from '../words/playWords.ts'
import styles from './PlayNote.module.css'

export type PlayNoteProps = {
  peer: string
  /** Null if there is nothing to say. */
  notice: PlayNotice | null
  onAccept(): void
  /** Declines, cancels or dismisses, as the notice offers. */
  onDismiss(): void
}

const dismissWords = { asked: 'Not now', asking: 'Cancel', loading: 'Cancel', news: 'OK' } as const

/** An invitation to play, or its outcome, over the bar of the call. */
export function PlayNote({ peer, notice, onAccept, onDismiss }: PlayNoteProps) {
  return (
    <div className={styles.note} data-empty={notice === null}>
      {/* It exists while empty: screen readers announce only what enters an existing region. */}
      <p role="status" className={styles.words}>
        {notice && playNoticeWords(notice, peer)}
      </p>
      {notice && (
        // A click must not leave focus behind: the keys belong to the call, or to the game.
        // biome-ignore lint/a11y/noStaticElementInteractions: nothing is offered here, a default is only held back.
        <div className={styles.actions} onMouseDown={(event) => event.preventDefault()}>
          {notice.kind === 'asked' && (
            <button type="button" className={styles.accept} onClick={onAccept}>
              Play
            </button>
          )}
          <button type="button" className={styles.dismiss} onClick={onDismiss}>
            {dismissWords[notice.kind]}
          </button>
        </div>
      )}
    </div>
  )
}
