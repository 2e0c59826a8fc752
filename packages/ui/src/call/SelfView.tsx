import { StreamVideo } from '../shared/StreamVideo.tsx'
import styles from './SelfView.module.css'

export type SelfViewProps = { stream: MediaStream; raised: boolean }

/** The own picture, mirrored. Never audible. */
export function SelfView({ stream, raised }: SelfViewProps) {
  return (
    <div className={styles.self} data-raised={raised}>
      <StreamVideo stream={stream} label="Your video" mirrored />
      <span className={styles.tag}>You</span>
    </div>
  )
}
