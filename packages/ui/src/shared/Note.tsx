import { ShieldAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Note.module.css'

export type NoteProps = {
  /** `warn` asks for a thought, `end` asks to stop. */
  tone: 'warn' | 'end'
  /** Screen readers announce it at once. */
  urgent?: boolean
  children: ReactNode
}

/** A sentence that the person must not miss. */
export function Note({ tone, urgent = false, children }: NoteProps) {
  const Icon = tone === 'end' ? ShieldAlert : TriangleAlert
  return (
    <div className={styles.note} data-tone={tone} role={urgent ? 'alert' : undefined}>
      <Icon />
      <p>{children}</p>
    </div>
  )
}
