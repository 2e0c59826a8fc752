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
import { type EndedCall, LobbyScreen } from '@parley/ui'
import { useEffect } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { useLevel } from '../browser/useLevel.ts'
import { cameraView, deviceLists, inUse, microphoneView } from '../views/deviceViews.ts'
import { noticeOf } from '../views/lastCallNotice.ts'
import { serverStatusOf } from '../views/serverState.ts'
import { type Entry, isGone, isWaitingAt, leaveEntry } from './entry.ts'
import { LinkLobby } from './LinkLobby.tsx'
import { MatchLobby } from './MatchLobby.tsx'

const titles = { link: 'Join the call', match: 'Meet someone' } as const
const waitingTitles = { link: 'Waiting for someone to join', match: 'Looking for someone…' } as const

/** The notice about the last call; none if its link is not valid, which the title says. */
function lastNotice(call: CallState): EndedCall | null {
  return call.status === 'IDLE' && call.lastEnd && call.lastEnd.reason !== 'linkGone' ? noticeOf(call.lastEnd) : null
}

/** The screen before a call by link or match. */
export function Lobby({ entry, call }: { entry: Entry; call: CallState }) {
  const { lobby } = useClient()
  const media = useCallMedia()
  const choices = useSelector(selectMediaChoices)
  const connection = useSelector(selectConnection)
  const account = useSelector(selectAccount)
  const dispatch = useDispatch()
  const waiting = isWaitingAt(call, entry)
  const callId = isWaiting(call) ? call.callId : LOBBY
  const { muted } = choicesFor(choices, callId)
  const cameraOn = media.camera.state === 'on' || media.camera.state === 'starting'
  const readLevel = useLevel(media.localStream)

  useEffect(() => {
    lobby.enter()
    return lobby.leave
  }, [lobby])

  const toggleCamera = () => {
    if (media.camera.state === 'failed') media.retryDevices()
    else dispatch(choicesChanged({ callId, camera: !cameraOn }))
  }
  const gone = isGone(call, entry)
  const title = waiting ? waitingTitles[entry.kind] : gone ? 'This link is not valid any more' : titles[entry.kind]
  return (
    <LobbyScreen
      title={title}
      waiting={waiting}
      server={account.status === 'none' ? null : serverStatusOf(connection)}
      notice={lastNotice(call)}
      onDismissNotice={() => dispatch(endDismissed())}
      onBack={leaveEntry}
      own={{
        camera: cameraView(media),
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
      }}
    >
      {entry.kind === 'link' ? <LinkLobby key={entry.link} entry={entry} gone={gone} /> : <MatchLobby />}
    </LobbyScreen>
  )
}
