import { ShieldAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Note.module.css'

export type NoteProps = {
  /** `warn` asks for a thought, `end` says stop. */
  tone: 'warn' | 'end'
  /** Interrupts whoever listens instead of looking. */
  urgent?: boolean
  children: ReactNode
}

/** A sentence that must not be missed. */
export function Note({ tone, urgent = false, children }: NoteProps) {
  const Icon = tone === 'end' ? ShieldAlert : TriangleAlert
  return (
    <div className={styles.note} data-tone={tone} role={urgent ? 'alert' : undefined}>
      <Icon />
      <p>{children}</p>
    </div>
  )
}
