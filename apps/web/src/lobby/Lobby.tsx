import {
  type CallState,
  choicesChanged,
  choicesFor,
  devicesChosen,
  endDismissed,
  isWaiting,
  LOBBY,
  selectAccount,
  selectConnection,
  selectMediaChoices,
} from '@parley/client'
import { useCallMedia, useClient } from '@parley/react'
import { BrokenLink, type LobbyDevices, LobbyScreen } from '@parley/ui'
import { useEffect } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { useLevel } from '../browser/useLevel.ts'
import { cameraView, deviceLists, inUse, microphoneView } from '../views/deviceViews.ts'
import { serverStatusOf } from '../views/serverState.ts'
import { useLastNotice } from '../views/useLastNotice.ts'
import { type Entry, hashOf, isGone, isWaitingAt, leaveEntry, openLinkIn } from './entry.ts'
import { LinkLobby } from './LinkLobby.tsx'
import { MatchLobby } from './MatchLobby.tsx'
import { useLinkState } from './useLinkState.ts'

const titles = { link: 'Join the call', match: 'Meet someone', broken: 'This link is broken' } as const
const waitingTitles = { link: 'Waiting for someone to join', match: 'Looking for someone…' } as const

/** The title over an entry. */
function titleOf({ kind }: Entry, { waiting, gone }: { waiting: boolean; gone: boolean }): string {
  if (waiting && kind !== 'broken') return waitingTitles[kind]
  return gone ? 'This link is not valid any more' : titles[kind]
}

/** The screen before a call by link or match. */
export function Lobby({ entry, call }: { entry: Entry; call: CallState }) {
  const { lobby } = useClient()
  const media = useCallMedia()
  const choices = useSelector(selectMediaChoices)
  const connection = useSelector(selectConnection)
  const account = useSelector(selectAccount)
  const notice = useLastNotice(call)
  const dispatch = useDispatch()
  const waiting = isWaitingAt(call, entry)
  const callId = isWaiting(call) ? call.callId : LOBBY
  const { muted } = choicesFor(choices, callId)
  const cameraOn = media.camera.state === 'on' || media.camera.state === 'starting'
  const readLevel = useLevel(media.localStream)

  const link = useLinkState(entry.kind === 'link' ? entry.link : null)
  const gone = isGone(call, entry) || (link === 'gone' && !waiting)
  const checking = link === 'checking' && !waiting
  // At a link that leads nowhere, nobody is asked for camera and microphone.
  const shown = entry.kind !== 'broken' && !gone
  const opened = shown && !checking
  useEffect(() => {
    if (!opened) return
    lobby.enter()
    return lobby.leave
  }, [lobby, opened])

  useEffect(() => {
    // Signs that mail or a messenger added to the link go, so that the address can be copied on.
    if (entry.kind === 'link' && location.hash !== hashOf(entry)) history.replaceState(null, '', hashOf(entry))
  }, [entry])

  const toggleCamera = () => {
    if (media.camera.state === 'failed') media.retryDevices()
    else dispatch(choicesChanged({ callId, camera: !cameraOn }))
  }
  const camera = cameraView(media)
  const own: LobbyDevices = {
    camera: checking ? { ...camera, state: 'starting' } : camera,
    microphone: microphoneView(media),
    devices: deviceLists(media),
    cameraId: inUse(media.camera),
    microphoneId: inUse(media.microphone),
    cameraOn,
    muted,
    readLevel,
    onCamera: (cameraId) => dispatch(devicesChosen({ cameraId })),
    onMicrophone: (microphoneId) => dispatch(devicesChosen({ microphoneId })),
    onToggleCamera: toggleCamera,
    onToggleMute: () => dispatch(choicesChanged({ callId, muted: !muted })),
    onRetry: media.retryDevices,
  }
  return (
    <LobbyScreen
      title={titleOf(entry, { waiting, gone })}
      waiting={waiting}
      server={account.status === 'none' ? null : serverStatusOf(connection)}
      // That its link is not valid is said by the title.
      notice={notice?.reason === 'linkGone' ? null : notice}
      onDismissNotice={() => dispatch(endDismissed())}
      onBack={leaveEntry}
      own={shown ? own : null}
    >
      {entry.kind === 'link' && <LinkLobby key={entry.link} entry={entry} gone={gone} checking={checking} />}
      {entry.kind === 'match' && <MatchLobby />}
      {entry.kind === 'broken' && <BrokenLink onOpen={openLinkIn} />}
    </LobbyScreen>
  )
}
