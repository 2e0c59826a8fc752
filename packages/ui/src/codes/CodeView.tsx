import { Share2 } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import { QrCode } from '../shared/QrCode.tsx'
import { ShareButton } from '../shared/ShareButton.tsx'
import type { OwnCode } from '../types/codes.ts'
import { reachWords } from '../words/codeWords.ts'
import styles from './Codes.module.css'

export type CodeViewProps = {
  /** The accessible name of the code. */
  label: string
  code: OwnCode
  /** Copies the code and returns whether that worked. */
  onCopy(): Promise<boolean> | boolean
  /** Opens the system's share sheet; absent where there is none. */
  onShare: (() => void) | undefined
}

/** A code to scan, copy or send. */
export function CodeView({ label, code, onCopy, onShare }: CodeViewProps) {
  return (
    <div className={styles.code}>
      <QrCode modules={code.qr} label={`QR code: ${label}`} className={styles.qr} />
      <div className={styles.words}>
        <textarea
          className={styles.text}
          aria-label={label}
          value={code.text}
          rows={5}
          readOnly
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <div className={styles.buttons}>
          <ShareButton label="Copy" onShare={onCopy} />
          {onShare && (
            <Button size="regular" onClick={() => onShare()}>
              <Share2 />
              Share
            </Button>
          )}
        </div>
        <p className={styles.hint}>{reachWords(code.reach)}</p>
      </div>
    </div>
  )
}
