import { ShareButton } from '../shared/ShareButton.tsx'
import styles from './MatchTools.module.css'

/** @param onShare shares the link and returns whether that worked */
export type LinkToolsProps = { onShare(): Promise<boolean> | boolean }

/** Shares the link again in a call by a link: for another device, or for somebody who lost it. */
export function LinkTools({ onShare }: LinkToolsProps) {
  return (
    <div className={styles.tools}>
      <ShareButton label="Copy link" onShare={onShare} />
    </div>
  )
}
