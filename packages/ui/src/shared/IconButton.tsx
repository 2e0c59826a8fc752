import type { LucideIcon } from 'lucide-react'
import styles from './IconButton.module.css'

export type IconButtonProps = { icon: LucideIcon; label: string; onClick(): void; disabled?: boolean }

/** A quiet square button; its accessible name is also its native tooltip, so that home needs no popup library. */
export function IconButton({ icon: Icon, label, onClick, disabled = false }: IconButtonProps) {
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={() => onClick()}
    >
      <Icon />
    </button>
  )
}
