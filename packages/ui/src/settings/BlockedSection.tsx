import { Avatar } from '../shared/Avatar.tsx'
import { Button } from '../shared/Button.tsx'
import styles from './Section.module.css'
import { Section } from './Section.tsx'

export type BlockedSectionProps = { blocked: readonly string[]; onUnblock(userId: string): void }

/** The blocked people. */
export function BlockedSection({ blocked, onUnblock }: BlockedSectionProps) {
  return (
    <Section title="Blocked" count={blocked.length}>
      {blocked.length === 0 ? (
        <p className={styles.hint}>You have blocked nobody. When somebody calls, you can block them there.</p>
      ) : (
        <>
          <p className={styles.hint}>Their calls never ring here. They see “Calling…” and then “No answer”.</p>
          <ul className={styles.sheet} aria-label="Blocked">
            {blocked.map((userId) => (
              <li key={userId} className={styles.row}>
                <Avatar userId={userId} />
                <div className={styles.text}>
                  <p className={styles.name}>{userId}</p>
                </div>
                <Button size="regular" tone="quiet" aria-label={`Unblock ${userId}`} onClick={() => onUnblock(userId)}>
                  Unblock
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  )
}
