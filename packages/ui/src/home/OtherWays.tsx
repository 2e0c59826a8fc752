import { ArrowLeftRight, Link, type LucideIcon, QrCode } from 'lucide-react'
import { useId } from 'react'
import styles from './OtherWays.module.css'

export type OtherWaysProps = { onLink(): void; onMatch(): void; onCodes(): void; online: boolean }

/** The ways to somebody whose ID one does not have. */
export function OtherWays({ onLink, onMatch, onCodes, online }: OtherWaysProps) {
  const headingId = useId()
  return (
    <section className={styles.ways} aria-labelledby={headingId}>
      <h2 id={headingId}>Other ways to meet</h2>
      <div className={styles.cards}>
        <Way
          icon={Link}
          title="New call link"
          text="Send a link, whoever opens it joins you"
          off={!online}
          onGo={onLink}
        />
        <Way
          icon={ArrowLeftRight}
          title="Meet someone"
          text="Get paired with the next person who is ready"
          off={!online}
          onGo={onMatch}
        />
        <Way
          icon={QrCode}
          title="No server"
          text="Swap two codes, talk with nothing in between"
          off={false}
          onGo={onCodes}
        />
      </div>
    </section>
  )
}

type WayProps = { icon: LucideIcon; title: string; text: string; off: boolean; onGo(): void }

function Way({ icon: Icon, title, text, off, onGo }: WayProps) {
  const textId = useId()
  return (
    <button
      type="button"
      className={styles.card}
      aria-label={title}
      aria-describedby={textId}
      aria-disabled={off}
      onClick={() => !off && onGo()}
    >
      <Icon />
      <b>{title}</b>
      <span id={textId}>{text}</span>
    </button>
  )
}
