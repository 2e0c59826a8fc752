import type { CSSProperties } from 'react'
import styles from './Avatar.module.css'
import { avatarHue } from './avatarHue.ts'

export type AvatarProps = {
  userId: string
  /** Diameter in pixels. */
  size?: number
  dot?: 'online' | 'inCall' | 'away'
}

/** A person drawn from their ID; decoration only, so what the dot means must also be said in words beside it. */
export function Avatar({ userId, size = 36, dot }: AvatarProps) {
  const style = { '--hue': avatarHue(userId), '--size': `${size}px` } as CSSProperties
  return (
    <span className={styles.avatar} style={style} data-avatar={userId} aria-hidden="true">
      {userId.charAt(0).toUpperCase()}
      {dot && <span className={styles.dot} data-dot={dot} />}
    </span>
  )
}
