import { Brand } from '../shared/Brand.tsx'
import { Button } from '../shared/Button.tsx'
import { idWords } from '../words/idWords.ts'
import styles from './WelcomeScreen.module.css'

/** The server speaks another version than this page, and reloading by itself has not helped. */
export function OutdatedScreen({ onReload }: { onReload(): void }) {
  return (
    <main className={styles.welcome}>
      <div className={styles.middle}>
        <Brand />
        <h1>A new version of Parley</h1>
        <p className={styles.lead} role="alert">
          {idWords('outdated')}
        </p>
        <Button tone="call" onClick={() => onReload()}>
          Reload
        </Button>
      </div>
    </main>
  )
}
