import type { CallSession } from '@parley/client'
import { createMatch, type Match, type PlayerIndex, type PuckState, puck } from '@parley/play'
import { systemClock } from '@parley/protocol'
import { PuckPanel, type PuckPanelProps, type Steering } from '@parley/ui/play'
import { useEffect, useRef, useState } from 'react'
import { bitsOf, pictureOf, standingOf, tableShape } from './views.ts'

export type PuckGameProps = {
  peer: string
  /** The number of the game, the same on both sides. */
  id: number
  player: PlayerIndex
  session: CallSession
  /** Null while there is no picture of the other side. */
  remoteStream: MediaStream | null
  onLeave(): void
  /** Called when the two sides' states differ too often to go on. */
  onBroken(): void
}

/** How often words and figures are updated. Milliseconds. */
const TELL_MS = 100

const told = (match: Match<PuckState>, player: PlayerIndex) => ({
  ...standingOf(match.state(), player),
  waiting: match.waiting(),
  health: match.health(),
})

type Told = Omit<ReturnType<typeof told>, 'health'> & Pick<PuckPanelProps, 'health'>

const begun = (id: number, player: PlayerIndex): Told => ({
  ...standingOf(puck.begin(id), player),
  waiting: true,
  health: { frame: 0, hash: 0, repairs: 0, rollbacks: 0, deepest: 0, stalls: 0 },
})

/** A game of Puck with the other side of the call. It runs while this is mounted. */
export function PuckGame({ peer, id, player, session, remoteStream, onLeave, onBroken }: PuckGameProps) {
  const match = useRef<Match<PuckState> | null>(null)
  const steering = useRef<Steering>({ kind: 'none' })
  const rematch = useRef(false)
  const [now, setNow] = useState<Told>(() => begun(id, player))

  useEffect(() => {
    const created = createMatch({
      ...{ game: puck, id, player, clock: systemClock, broken: onBroken },
      ...{ inputs: session.channel('inputs'), bulk: session.channel('bulk') },
      read: () => bitsOf(steering.current, rematch.current, player),
    })
    match.current = created
    const timer = setInterval(() => {
      const next = told(created, player)
      // While a round runs, no rematch is asked for.
      if (next.winner === null) rematch.current = false
      setNow((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next))
    }, TELL_MS)
    return () => {
      clearInterval(timer)
      created.close()
      match.current = null
    }
  }, [id, player, session, onBroken])

  return (
    <PuckPanel
      peer={peer}
      remoteStream={remoteStream}
      shape={tableShape}
      picture={() => pictureOf(match.current?.state() ?? puck.begin(id), player)}
      onSteer={(wish) => {
        steering.current = wish
      }}
      {...now}
      onRematch={() => {
        rematch.current = true
      }}
      onLeave={onLeave}
    />
  )
}
