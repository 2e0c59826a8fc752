import type { CSSProperties } from 'react'
import styles from './Avatar.module.css'
import { avatarHue } from './avatarHue.ts'

export type AvatarProps = {
  userId: string
  /** Diameter in pixels. */
  size?: number
  dot?: 'online' | 'inCall' | 'away'
}

/** An avatar drawn from an ID. It is decoration only: the dot's meaning must stand in words beside it. */
export function Avatar({ userId, size = 36, dot }: AvatarProps) {
  const style = { '--hue': avatarHue(userId), '--size': `${size}px` } as CSSProperties
  return (
    <span className={styles.avatar} style={style} data-avatar={userId} aria-hidden="true">
      {userId.charAt(0).toUpperCase()}
      {dot && <span className={styles.dot} data-dot={dot} />}
    </span>
  )
}
