import { Brand } from '../shared/Brand.tsx'
import { Button } from '../shared/Button.tsx'
import styles from './WelcomeScreen.module.css'

/** Another copy of the app took this one's place; it can be taken back. */
export function ReplacedScreen({ onUseHere }: { onUseHere(): void }) {
  return (
    <main className={styles.welcome}>
      <div className={styles.middle}>
        <Brand />
        <h1>Open in another tab</h1>
        <p className={styles.lead}>Parley went on in another tab of this browser. You can bring it back here.</p>
        <Button tone="call" onClick={() => onUseHere()}>
          Use Parley here
        </Button>
      </div>
    </main>
  )
}
