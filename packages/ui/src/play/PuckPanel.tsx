import { Button } from '../shared/Button.tsx'
import { StreamVideo } from '../shared/StreamVideo.tsx'
import { rematchWords, scoreWords, wonWords } from '../words/playWords.ts'
import styles from './PuckPanel.module.css'
import { PuckTable, type PuckTableProps } from './PuckTable.tsx'

export type PuckPanelProps = Omit<PuckTableProps, 'label'> & {
  peer: string
  /** The other side's picture, if there is one. */
  remoteStream: MediaStream | null
  scores: { mine: number; theirs: number }
  /** The result; null during a round. */
  winner: 'me' | 'them' | null
  /** The side that asked for another round. */
  again: { mine: boolean; theirs: boolean }
  /** The other side's inputs do not arrive. */
  waiting: boolean
  /** For tests and debugging: the last compared frame, the hash of its state, and counts. */
  health: Readonly<Record<'frame' | 'hash' | 'repairs' | 'rollbacks' | 'deepest' | 'stalls', number>>
  onRematch(): void
  onLeave(): void
}

/** A game of Puck over the call: the table, the score, and the other person's picture in a corner. */
export function PuckPanel(props: PuckPanelProps) {
  const { peer, remoteStream, scores, winner, again, waiting, health } = props
  const asked = rematchWords(again, peer)
  return (
    <section
      className={styles.panel}
      aria-label={`Puck with ${peer}`}
      data-frame={health.frame}
      data-hash={health.hash}
      data-repairs={health.repairs}
      data-rollbacks={health.rollbacks}
      data-deepest={health.deepest}
      data-stalls={health.stalls}
      data-waiting={waiting}
    >
      <header className={styles.head}>
        <p role="status" className={styles.score}>
          <span className={styles.mine} aria-hidden="true">
            You <b>{scores.mine}</b>
          </span>
          <span className={styles.theirs} aria-hidden="true">
            <b>{scores.theirs}</b> <span className={styles.name}>{peer}</span>
          </span>
          <span className="visually-hidden">{scoreWords(scores, peer)}</span>
        </p>
        <Button size="regular" tone="quiet" onClick={() => props.onLeave()}>
          Leave game
        </Button>
      </header>
      <div className={styles.ground}>
        <PuckTable
          label="Air hockey table. Move your paddle with the arrow keys, W A S D, the mouse or a finger."
          shape={props.shape}
          picture={props.picture}
          onSteer={props.onSteer}
        />
        {remoteStream && (
          <div className={styles.corner}>
            <StreamVideo stream={remoteStream} label={`Picture of ${peer}`} />
          </div>
        )}
        <div className={styles.over} data-empty={winner === null && !waiting}>
          {/* It exists while empty: screen readers announce only what enters an existing region. */}
          <p role="status" className={styles.words}>
            {waiting ? `Waiting for ${peer}…` : winner !== null && wonWords(winner, peer)}
          </p>
          {winner !== null && !waiting && (
            <>
              {asked !== null && <p>{asked}</p>}
              {!again.mine && (
                <Button size="regular" tone="call" onClick={() => props.onRematch()}>
                  Rematch
                </Button>
              )}
            </>
          )}
        </div>
      </div>
    </section>
  )
}
