import { File as FileIcon } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import { Button } from '../shared/Button.tsx'
import type { FileItem } from '../types/together.ts'
import { fileWords } from '../words/togetherWords.ts'
import styles from './Timeline.module.css'

export type FileActions = {
  onAccept(id: string): void
  onDecline(id: string): void
  onPause(id: string, paused: boolean): void
  onCancel(id: string): void
  onSave(id: string): void
}

/** A file that one of the two sends: what it is, how far it is, and what can be done. */
export function FileRow({ file, peer, ...act }: { file: FileItem; peer: string } & FileActions) {
  const { id, from, name, state, bytes, size, pausedByMe } = file
  const theirs = from === 'them'
  const section = useRef<HTMLElement>(null)
  const focused = useRef(false)
  // A button goes with what it was for; the keyboard's place stays, and its keys are none of the call's.
  // biome-ignore lint/correctness/useExhaustiveDependencies: buttons come and go with the state.
  useLayoutEffect(() => {
    if (focused.current && document.activeElement === document.body) section.current?.focus({ preventScroll: true })
  }, [state])
  const action = (label: string, onClick: () => void, tone: 'call' | 'plain' = 'plain') => (
    <Button size="regular" tone={tone} aria-label={`${label} ${name}`} onClick={onClick}>
      {label}
    </Button>
  )
  const asked = theirs && state === 'offered'
  const open = state === 'moving' || (state === 'offered' && !theirs)
  return (
    <li className={styles.row} data-from={from}>
      <section
        ref={section}
        tabIndex={-1}
        className={styles.file}
        aria-label={`File ${name}`}
        data-state={state}
        onFocus={() => {
          focused.current = true
        }}
        onBlur={() => {
          focused.current = false
        }}
      >
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
