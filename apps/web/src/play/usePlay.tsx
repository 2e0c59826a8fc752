import type { InCall, MediaSnapshot } from '@parley/client'
import type { PlayState, PlayTable } from '@parley/play/table'
import { useCalls } from '@parley/react'
import { PlayButton, PlayNote, type PlayNotice } from '@parley/ui'
import { type ComponentType, type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import type { PuckGameProps } from './PuckGame.tsx'

type Media = Pick<MediaSnapshot, 'remoteStream' | 'remote' | 'connection'>

/** How long the end of a game or invitation stays on the screen. Milliseconds. */
const NEWS_MS = 8_000

const IDLE: PlayState = { at: 'idle', news: null }
const nobody = { subscribe: () => () => undefined, state: () => IDLE }

function noticeOf(state: PlayState, loaded: boolean): PlayNotice | null {
  switch (state.at) {
    case 'idle':
      return state.news === null ? null : { kind: 'news', news: state.news }
    case 'playing':
      return loaded ? null : { kind: 'loading' }
    default:
      return { kind: state.at }
  }
}

/** Playing in a call. It listens for invitations from the first connection on, and loads a game when one begins. */
export function usePlay(call: InCall, media: Media): { tool: ReactNode; aside: ReactNode } {
  const { session, createPlayTable } = useCalls()
  const { callId, peer } = call
  const player = call.role === 'initiator' ? 0 : 1
  const [table, setTable] = useState<PlayTable | null>(null)
  const [Game, setGame] = useState<ComponentType<PuckGameProps> | null>(null)
  // Until the session has the plan of this call, its channels belong to an earlier one.
  const begun = media.connection !== 'none'
  // biome-ignore lint/correctness/useExhaustiveDependencies: the channel is that of this call.
  useEffect(() => {
    if (!begun) return
    const created = createPlayTable(player)
    setTable(created)
    return () => created.close()
  }, [createPlayTable, player, callId, begun])
  const { subscribe, state: readState } = table ?? nobody
  const state = useSyncExternalStore(subscribe, readState)

  const playing = state.at === 'playing'
  useEffect(() => {
    if (!playing || Game || !table) return
    let wanted = true
    import('./PuckGame.tsx').then(
      ({ PuckGame }) => wanted && setGame(() => PuckGame),
      () => wanted && table.leave(),
    )
    return () => {
      wanted = false
    }
  }, [playing, Game, table])

  const news = state.at === 'idle' && state.news !== null
  useEffect(() => {
    if (!news || !table) return
    const timer = setTimeout(() => table.leave(), NEWS_MS)
    return () => clearTimeout(timer)
  }, [news, table])

  const press = () => {
    if (playing) table?.leave()
    else if (state.at === 'asked') table?.accept()
    else table?.invite()
  }
  return {
    tool: <PlayButton playing={playing} onClick={press} />,
    aside: (
      <>
        <PlayNote
          peer={peer}
          notice={noticeOf(state, Game !== null)}
          onAccept={() => table?.accept()}
          onDismiss={() => table?.leave()}
        />
        {playing && Game && table && (
          <Game
            key={state.game}
            peer={peer}
            id={state.game}
            player={player}
            session={session}
            remoteStream={media.remote.camera || media.remote.screen ? media.remoteStream : null}
            onLeave={table.leave}
            onBroken={table.giveUp}
          />
        )}
      </>
    ),
  }
}
