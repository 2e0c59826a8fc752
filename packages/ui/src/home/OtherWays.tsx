import { ArrowLeftRight, Link, type LucideIcon, QrCode } from 'lucide-react'
import { useId } from 'react'
import { useShare } from '../shared/useShare.ts'
import { noLinkWords } from '../words/lobbyWords.ts'
import styles from './OtherWays.module.css'

export type OtherWaysProps = {
  /** Makes a call link and returns whether that worked. */
  onLink(): Promise<boolean> | boolean
  onMatch(): void
  onCodes(): void
  online: boolean
}

/** The ways to meet somebody without an ID. */
export function OtherWays({ onLink, onMatch, onCodes, online }: OtherWaysProps) {
  const headingId = useId()
  const { state, share: makeLink } = useShare(onLink)
  return (
    <section className={styles.ways} aria-labelledby={headingId}>
      <h2 id={headingId}>Other ways to meet</h2>
      <div className={styles.cards}>
        <Way
          icon={Link}
          title="New call link"
          text={state === 'failed' ? noLinkWords : 'Send a link, whoever opens it joins you'}
          off={!online}
          onGo={() => void makeLink()}
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
      <span id={textId} aria-live="polite">
        {text}
      </span>
    </button>
  )
}
