import type { MediaProblem } from '@parley/protocol'
import type { ReactNode } from 'react'
import { useId } from 'react'
import { Button } from '../shared/Button.tsx'
import { Note } from '../shared/Note.tsx'
import { useNow } from '../shared/useNow.ts'
import type { DeviceState } from '../types/call.ts'
import type { CodeStep } from '../types/codes.ts'
import { foundWords } from '../words/codeWords.ts'
import { mediaWords } from '../words/mediaWords.ts'
import styles from './Codes.module.css'

/** The panel offers help after connecting for this long. Milliseconds. */
const SLOW_MS = 15_000

/** The props both panels share. */
export type SharedPanelProps = {
  state: CodeStep
  microphone: { state: DeviceState; problem: MediaProblem | null }
  clock?: () => number
  /** Shown once the two are connected. */
  connected: ReactNode
  onRetry(): void
  onCancel(): void
  onHelp(): void
}

/** One side of an exchange, on a card of its own. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section className={styles.card} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}

/** One numbered step. */
export function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <div className={styles.step}>
      <h3>
        <span aria-hidden="true" className={styles.number}>
          {number}
        </span>
        {title}
      </h3>
      {children}
    </div>
  )
}

/** Shown while the own code is made. */
export function Making({ state, microphone, onCancel }: SharedPanelProps) {
  if (state.step !== 'making') return null
  const asking = microphone.state === 'starting'
  return (
    <div className={styles.making}>
      <progress aria-label="Making your code" />
      <p role="status">{asking ? 'Allow the microphone, if your browser asks.' : foundWords(state.found)}</p>
      <Button size="regular" tone="quiet" onClick={() => onCancel()}>
        Cancel
      </Button>
    </div>
  )
}

/** Says that the microphone is not available, and what to do. */
export function NoMicrophone({ microphone, onRetry }: SharedPanelProps) {
  if (!microphone.problem) return null
  return (
    <div className={styles.trouble}>
      <Note tone="warn" urgent>
        {mediaWords(microphone.problem, 'microphone')} Until then you can hear them, but they cannot hear you.
      </Note>
      <Button size="regular" onClick={() => onRetry()}>
        Try again
      </Button>
    </div>
  )
}

/** Shown while the two connect. */
export function Connecting({ since, clock, onHelp }: { since: number; clock: () => number; onHelp(): void }) {
  const slow = useNow(clock, 1_000) - since > SLOW_MS
  return (
    <div className={styles.making}>
      <progress aria-label="Connecting" />
      <p role="status">{slow ? 'This takes longer than it should.' : 'Connecting…'}</p>
      {slow && (
        <Button size="regular" onClick={() => onHelp()}>
          What can I do?
        </Button>
      )}
    </div>
  )
}

/** Shown when no code could be made. */
export function Failed({ onCancel }: { onCancel(): void }) {
  return (
    <div className={styles.trouble}>
      <Note tone="end" urgent>
        No code could be made here. End any other call on this device, or try another browser.
      </Note>
      <Button size="regular" onClick={() => onCancel()}>
        Start again
      </Button>
    </div>
  )
}
