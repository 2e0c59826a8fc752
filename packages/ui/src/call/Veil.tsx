import { EyeOff } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import styles from './Veil.module.css'

export type VeilProps = {
  peer: string
  /** True if this person has already pressed "Show". */
  pressed: boolean
  onShow(): void
}

/** Two people matched by chance are blurred until both press "Show". */
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
