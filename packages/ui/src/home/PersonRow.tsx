import { Phone, Video } from 'lucide-react'
import { Avatar } from '../shared/Avatar.tsx'
import { IconButton } from '../shared/IconButton.tsx'
import type { Media, PersonItem } from '../types/call.ts'
import styles from './Row.module.css'

export type PersonRowProps = { person: PersonItem; disabled: boolean; onCall(id: string, media: Media): void }

/** Somebody online, with the two ways to call them; disabled while they are in a call. */
export function PersonRow({ person, disabled, onCall }: PersonRowProps) {
  const { userId, state } = person
  return (
    <li className={styles.row}>
      <Avatar userId={userId} dot={state} />
      <div className={styles.text}>
        <p className={styles.id}>{userId}</p>
        {state === 'inCall' && <p className={styles.sub}>In a call</p>}
      </div>
      {state === 'online' && (
        <div className={styles.actions}>
          <IconButton
            icon={Phone}
            label={`Call ${userId} with voice`}
            disabled={disabled}
            onClick={() => onCall(userId, 'voice')}
          />
          <IconButton
            icon={Video}
            label={`Call ${userId} with video`}
            disabled={disabled}
            onClick={() => onCall(userId, 'video')}
          />
        </div>
      )}
    </li>
  )
}
