import { Flag, SkipForward } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import { useKeys } from '../shared/useKeys.ts'
import styles from './MatchTools.module.css'

export type MatchToolsProps = { onNext(): void; onReport(): void }

/** In a call with a stranger: go to the next person, or report and block this one. */
export function MatchTools({ onNext, onReport }: MatchToolsProps) {
  useKeys({ n: onNext })
  return (
    <div className={styles.tools}>
      <Button size="regular" aria-keyshortcuts="N" onClick={() => onNext()}>
        <SkipForward />
        Next person
      </Button>
      <Button size="regular" onClick={() => onReport()}>
        <Flag />
        Report and block
      </Button>
    </div>
  )
}
