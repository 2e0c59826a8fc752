import { QrCode as QrIcon } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../shared/Button.tsx'
import { QrCode } from '../shared/QrCode.tsx'
import { ShareButton } from '../shared/ShareButton.tsx'
import styles from './Actions.module.css'

export type ShareLinkProps = {
  url: string
  /** Rows of modules, true for dark; null until they are computed. */
  qr: readonly (readonly boolean[])[] | null
  /** Shares the link and returns whether that worked. */
  onShare(): Promise<boolean> | boolean
}

/** A call link to copy, share or scan. */
export function ShareLink({ url, qr, onShare }: ShareLinkProps) {
  const [shown, setShown] = useState(false)
  return (
    <section className={styles.share} aria-label="Call link">
      <p className={styles.url}>{url}</p>
      <div className={styles.buttons}>
        <ShareButton label="Copy link" onShare={onShare} />
        {qr && (
          <Button size="regular" aria-expanded={shown} onClick={() => setShown(!shown)}>
            <QrIcon />
            {shown ? 'Hide QR code' : 'QR code'}
          </Button>
        )}
      </div>
      {shown && qr && <QrCode modules={qr} label="QR code of the call link" className={styles.qr} />}
      <p className={styles.hint}>
        Whoever opens it can join, until there are two. It works for a day after its last use.
      </p>
    </section>
  )
}
