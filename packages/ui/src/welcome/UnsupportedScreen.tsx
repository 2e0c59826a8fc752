import { Brand } from '../shared/Brand.tsx'
import styles from './WelcomeScreen.module.css'

/** This browser cannot make calls, so that nothing is begun that would only fail. */
export function UnsupportedScreen() {
  return (
    <main className={styles.welcome}>
      <div className={styles.middle}>
        <Brand />
        <h1>This browser can’t make calls</h1>
        <p className={styles.lead}>
          Calls need WebRTC, which is missing here. An add-on, a setting or your organisation may have switched it off.
        </p>
        <p className={styles.lead}>Switch it on and reload, or open Parley in another browser.</p>
      </div>
    </main>
  )
}
