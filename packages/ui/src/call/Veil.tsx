import { EyeOff } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import styles from './Veil.module.css'

export type VeilProps = {
  peer: string
  /** Whether this person has pressed it already. */
  pressed: boolean
  onShow(): void
}

/** Two who have met by chance are blurred, and sent so, until both want to be seen. */
export function Veil({ peer, pressed, onShow }: VeilProps) {
  return (
    <section className={styles.veil} aria-label="You are both blurred">
      <EyeOff />
      <p role="status">{pressed ? `Waiting for ${peer} to press Show…` : 'You are both blurred for each other.'}</p>
      {!pressed && (
        <Button tone="call" onClick={() => onShow()}>
          Show
        </Button>
      )}
    </section>
  )
}
