import { X } from 'lucide-react'
import { IconButton } from '../shared/IconButton.tsx'
import type { Notice } from '../types.ts'
import { endedWords } from '../words/endedWords.ts'
import styles from './NoticeLine.module.css'

/** How the last call ended. The status is always there, because assistive technology only hears one that was. */
export function NoticeLine({ notice, onDismiss }: { notice: Notice | null; onDismiss: (() => void) | undefined }) {
  return (
    <div className={styles.notice} data-shown={notice !== null}>
      <p role="status">{notice && endedWords(notice)}</p>
      {notice && onDismiss && <IconButton icon={X} label="Dismiss" onClick={onDismiss} />}
    </div>
  )
}
