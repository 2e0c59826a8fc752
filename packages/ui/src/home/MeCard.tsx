import { Avatar } from '../shared/Avatar.tsx'
import { ShareButton } from '../shared/ShareButton.tsx'
import type { ServerStatus } from '../types/call.ts'
import type { RingRule } from '../types/settings.ts'
import styles from './MeCard.module.css'

export type Me = {
  userId: string
  server: ServerStatus
  /** The rule for ringing; everyone if absent. */
  ring?: RingRule
}

const serverWords: Record<ServerStatus, string> = {
  online: 'Online · this is your ID',
  connecting: 'Connecting…',
  offline: 'Offline, trying again…',
}

/** Without these words the person would notice only that no calls come. */
const ringWords: Record<RingRule, string | null> = {
  everyone: null,
  contacts: 'Only contacts can ring you',
  nobody: 'Do not disturb: nobody can ring you',
}

/** The own ID, whether others can call it, and the button to share it. */
export function MeCard({ me, onShare }: { me: Me; onShare(): Promise<boolean> | boolean }) {
  const quiet = ringWords[me.ring ?? 'everyone']
  return (
    <section className={styles.card} aria-label="You">
      <div className={styles.me}>
        <Avatar userId={me.userId} size={44} dot={me.server === 'online' ? 'online' : 'away'} />
        <div className={styles.who}>
          <p className={styles.id}>{me.userId}</p>
          <p className={styles.server} data-server={me.server}>
            {serverWords[me.server]}
          </p>
          {quiet !== null && <p className={styles.quiet}>{quiet}</p>}
        </div>
      </div>
      <ShareButton label="Copy invite" className={styles.share} onShare={onShare} />
    </section>
  )
}
