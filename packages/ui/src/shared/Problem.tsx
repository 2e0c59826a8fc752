import type { ReactNode } from 'react'
import styles from './Problem.module.css'

export type ProblemProps = { sentences: readonly string[]; onRetry?: (() => void) | undefined; children?: ReactNode }

/** Says on the dark stage why the person is not seen or heard, and offers to try again. */
export function Problem({ sentences, onRetry, children }: ProblemProps) {
  if (sentences.length === 0) return null
  return (
    <div className={styles.problem}>
      <div role="alert" className={styles.words}>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      {onRetry && (
        <button type="button" className={styles.retry} onClick={() => onRetry()}>
          Try again
        </button>
      )}
      {children}
    </div>
  )
}
