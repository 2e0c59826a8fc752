import { Files } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../shared/Button.tsx'
import type { BatchItem, FileItem, FileState } from '../types/together.ts'
import { batchWords, moreFilesWords, namesWords } from '../words/togetherWords.ts'
import { type FileActions, FileRow } from './FileRow.tsx'
import styles from './Timeline.module.css'
import { useKeptFocus } from './useKeptFocus.ts'

export type BatchActions = FileActions & {
  onAcceptAll(batch: string): void
  onDeclineAll(batch: string): void
  onCancelAll(batch: string): void
}

export type BatchRowProps = BatchActions & {
  batch: BatchItem
  /** Its files that are known, in their order. */
  files: readonly FileItem[]
  peer: string
}

/** So many files are shown one by one once they are on their way. */
const FEW = 4
/** The most files that are shown of more, without being asked for. */
const SOME = 6
/** The states in which a file of many is worth a row: it moves, or it did not come and somebody can do something. */
const WORTH: readonly FileState[] = [
  'moving',
  'checking',
  'stopped',
  'damaged',
  'unreadable',
  'tooLarge',
  'noRoom',
  'tooMany',
]

/** Files that one of the two sends together: how many there are, how many are there, and what can be done with all. */
export function BatchRow({ batch, files, peer, onAcceptAll, onDeclineAll, onCancelAll, ...act }: BatchRowProps) {
  const { id, from, count, size, bytes, state } = batch
  const [all, setAll] = useState(false)
  const kept = useKeptFocus(state)
  const title = `${count} files`
  const worth = files.filter((file) => WORTH.includes(file.state)).slice(0, SOME)
  const some = state !== 'asked' && count <= FEW ? files : worth
  const shown = all ? files : some
  const asked = from === 'them' && state === 'asked'
  return (
    <li className={styles.row} data-from={from}>
      <section {...kept} className={styles.batch} aria-label={title} data-state={state}>
        <div className={styles.file}>
          <Files />
          <div className={styles.about}>
            <p className={styles.name}>{title}</p>
            <p className={styles.how}>{batchWords(batch, files, peer)}</p>
            {state === 'asked' && files[0] && <p className={styles.names}>{namesWords(files[0].name, count)}</p>}
          </div>
          {state === 'moving' && (
            <progress
              className={styles.progress}
              aria-label={`Progress of ${title}`}
              max={Math.max(size, 1)}
              value={bytes}
            />
          )}
          <div className={styles.actions}>
            {asked && (
              <Button size="regular" tone="call" onClick={() => onAcceptAll(id)}>
                Accept all
              </Button>
            )}
            {asked && (
              <Button size="regular" onClick={() => onDeclineAll(id)}>
                Decline all
              </Button>
            )}
            {!asked && state !== 'over' && (
              <Button size="regular" onClick={() => onCancelAll(id)}>
                Cancel all
              </Button>
            )}
            {files.length > some.length && (
              <Button size="regular" tone="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
                {all ? 'Show less' : moreFilesWords(files.length, count)}
              </Button>
            )}
          </div>
        </div>
        {shown.length > 0 && (
          <ul className={styles.files} aria-label={`Of ${title}`}>
            {shown.map((file) => (
              <FileRow key={file.id} file={file} peer={peer} among {...act} />
            ))}
          </ul>
        )}
      </section>
    </li>
  )
}
