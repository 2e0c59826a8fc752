import { ShareButton } from '../shared/ShareButton.tsx'
import styles from './MatchTools.module.css'

/** @param onShare hands out the link and says whether that worked */
export type LinkToolsProps = { onShare(): Promise<boolean> | boolean }

/** In a call by a link: the link at hand, for who has lost it or wants to come back from another device. */
export function LinkTools({ onShare }: LinkToolsProps) {
  return (
    <div className={styles.tools}>
      <ShareButton label="Copy link" onShare={onShare} />
    </div>
  )
}
