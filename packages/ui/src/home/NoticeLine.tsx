import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from '../shared/IconButton.tsx'
import type { EndedCall } from '../types/call.ts'
import { endedWords } from '../words/endedWords.ts'
import styles from './NoticeLine.module.css'

/** The status stays empty for this long before its words appear. Milliseconds. */
const settleMs = 100

export type NoticeLineProps = { notice: EndedCall | null; onDismiss: (() => void) | undefined }

/** How the last call ended. Screen readers announce a status only if it existed before its words, so the words come later. */
export function NoticeLine({ notice, onDismiss }: NoticeLineProps) {
  const words = notice ? endedWords(notice) : ''
  const [said, setSaid] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), settleMs)
    return () => clearTimeout(timer)
  }, [words])
  const shown = words !== '' && said === words
  return (
    <div className={styles.notice} data-shown={shown} data-tone={notice?.reason === 'insecure' ? 'end' : undefined}>
      <p role="status">{shown && words}</p>
      {shown && onDismiss && <IconButton icon={X} label="Dismiss" onClick={onDismiss} />}
    </div>
  )
}
