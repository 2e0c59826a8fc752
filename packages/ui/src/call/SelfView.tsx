import { StreamVideo } from '../shared/StreamVideo.tsx'
import styles from './SelfView.module.css'

export type SelfViewProps = { stream: MediaStream; sharing: boolean; raised: boolean }

/** One's own picture: as in a mirror, unless it is a screen, whose words must stay readable. Never audible. */
export function SelfView({ stream, sharing, raised }: SelfViewProps) {
  return (
    <div className={styles.self} data-raised={raised}>
      <StreamVideo stream={stream} label="Your video" mirrored={!sharing} fit={sharing ? 'contain' : 'cover'} />
      <span className={styles.tag}>{sharing ? 'Your screen' : 'You'}</span>
    </div>
  )
}
