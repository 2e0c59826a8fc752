import { Share2 } from 'lucide-react'
import { Button } from '../shared/Button.tsx'
import { QrCode } from '../shared/QrCode.tsx'
import { ShareButton } from '../shared/ShareButton.tsx'
import type { OwnCode } from '../types/codes.ts'
import { reachWords } from '../words/codeWords.ts'
import styles from './Codes.module.css'

export type CodeViewProps = {
  /** What the code is called here. */
  label: string
  code: OwnCode
  /** Copies the code and says whether that worked. */
  onCopy(): Promise<boolean> | boolean
  /** Opens the system's own ways to send something; absent where there are none. */
  onShare: (() => void) | undefined
}

/** A code to be read by a camera, copied or sent. */
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
