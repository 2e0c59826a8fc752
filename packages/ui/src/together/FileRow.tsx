import { File as FileIcon } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import type { FileItem } from '../types/together.ts'
import { fileWords } from '../words/togetherWords.ts'
import styles from './Timeline.module.css'
import { useKeptFocus } from './useKeptFocus.ts'

export type FileActions = {
  onAccept(id: string): void
  onDecline(id: string): void
  onPause(id: string, paused: boolean): void
  onCancel(id: string): void
  onSave(id: string): void
}

export type FileRowProps = FileActions & {
  file: FileItem
  peer: string
  /** It is one of many, whose own buttons come first. */
  among?: boolean
}

/** A file that one of the two sends: what it is, how far it is, and what can be done. */
export function FileRow({ file, peer, among = false, ...act }: FileRowProps) {
  const { id, from, name, state, bytes, size, pausedByMe } = file
  const theirs = from === 'them'
  const kept = useKeptFocus(state)
  const action = (label: string, onClick: () => void, tone: 'call' | 'plain' = 'plain') => (
    <Button size="regular" tone={among ? 'plain' : tone} aria-label={`${label} ${name}`} onClick={onClick}>
      {label}
    </Button>
  )
  const asked = theirs && state === 'offered'
  const open = state === 'moving' || (!theirs && (state === 'offered' || state === 'waiting'))
  return (
    <li className={styles.row} data-from={from}>
      <section {...kept} className={styles.file} aria-label={`File ${name}`} data-state={state}>
        <FileIcon />
        <div className={styles.about}>
          <p className={styles.name} title={name}>
            {name}
          </p>
          <p className={styles.how}>{fileWords(file, peer)}</p>
        </div>
        {state === 'moving' && (
          <progress
            className={styles.progress}
            aria-label={`Progress of ${name}`}
            max={Math.max(size, 1)}
            value={bytes}
          />
        )}
        {(asked || open || (state === 'done' && file.savable)) && (
          <div className={styles.actions}>
            {asked && action('Accept', () => act.onAccept(id), 'call')}
            {asked && action('Decline', () => act.onDecline(id))}
            {state === 'moving' && action(pausedByMe ? 'Resume' : 'Pause', () => act.onPause(id, !pausedByMe))}
            {open && action('Cancel', () => act.onCancel(id))}
            {state === 'done' && file.savable && action('Save', () => act.onSave(id), 'call')}
          </div>
        )}
      </section>
    </li>
  )
}
