import { ShareButton } from '../shared/ShareButton.tsx'
import type { ServerStatus } from '../types/call.ts'
import styles from './PeopleEmpty.module.css'

export type PeopleEmptyProps = {
  /** True if it is known that nobody is online. */
  loaded: boolean
  query: string
  server: ServerStatus
  onShare(): Promise<boolean> | boolean
}

/** Says why the list is empty, and what to do. */
export function PeopleEmpty({ loaded, query, server, onShare }: PeopleEmptyProps) {
  if (server !== 'online') return <p className={styles.words}>Waiting for the connection to see who is online…</p>
  if (!loaded) return <p className={styles.words}>Looking who is online…</p>
  if (query !== '') {
    return (
      <p className={styles.words}>Nobody online matches “{query}”. You can still call them by their full ID above.</p>
    )
  }
  return (
    <div className={styles.invite}>
      <p className={styles.title}>Nobody else is here yet</p>
      <p className={styles.text}>Send somebody your invite: it opens Parley with your ID already filled in.</p>
      <ShareButton label="Invite someone" tone="soft" onShare={onShare} />
    </div>
  )
}
