import { Avatar } from '../shared/Avatar.tsx'
import type { LinkState } from '../types.ts'
import styles from './MeCard.module.css'
import { ShareButton } from './ShareButton.tsx'

export type Me = { userId: string; link: LinkState }

const linkWords: Record<LinkState, string> = {
  online: 'Online · this is your ID',
  connecting: 'Connecting…',
  offline: 'Offline, trying again…',
}

/** Who one is here, whether others can call, and the way to tell them. */
export function MeCard({ me, onShare }: { me: Me; onShare(): Promise<boolean> | boolean }) {
  return (
    <section className={styles.card} aria-label="You">
      <div className={styles.me}>
        <Avatar userId={me.userId} size={44} dot={me.link === 'online' ? 'online' : 'away'} />
        <div className={styles.who}>
          <p className={styles.id}>{me.userId}</p>
          <p className={styles.link} data-link={me.link}>
            {linkWords[me.link]}
          </p>
        </div>
      </div>
      <ShareButton label="Copy invite" className={styles.share} onShare={onShare} />
    </section>
  )
}
