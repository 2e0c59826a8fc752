import { type CallState, endDismissed, isWaiting, selectConnection } from '@parley/call'
import type { CallEngine } from '@parley/client'
import {
  choicesChanged,
  choicesFor,
  devicesChosen,
  lobbyEntered,
  lobbyLeft,
  selectAccount,
  selectMediaChoices,
} from '@parley/client'
import { useCallMedia } from '@parley/react'
import { type EndedCall, LobbyScreen } from '@parley/ui'
import { useEffect } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { useLevel } from '../call/useLevel.ts'
import { cameraView, deviceLists, inUse, microphoneView } from '../views/deviceViews.ts'
import { noticeOf } from '../views/lastCallNotice.ts'
import { serverStatusOf } from '../views/serverState.ts'
import { closeDoor, type Door, isGone, isWaitingAt } from './entry.ts'
import { LinkDoor } from './LinkLobby.tsx'
import { MatchDoor } from './MatchLobby.tsx'

/** What the person looks at before there is a call has this name. */
const LOBBY = 'lobby'

const titles = { link: 'Join the call', match: 'Meet someone' } as const
const waitingTitles = { link: 'Waiting for someone to join', match: 'Looking for someone…' } as const

/** What the last call left to say. A link that leads nowhere is said by the room itself. */
function lastNotice(call: CallState): EndedCall | null {
  return call.status === 'IDLE' && call.lastEnd && call.lastEnd.reason !== 'linkGone' ? noticeOf(call.lastEnd) : null
}

/** Before a call with whoever comes. */
export function DoorRoom({ door, call, engine }: { door: Door; call: CallState; engine: CallEngine }) {
  const media = useCallMedia()
  const choices = useSelector(selectMediaChoices)
  const connection = useSelector(selectConnection)
  const account = useSelector(selectAccount)
  const dispatch = useDispatch()
  const waiting = isWaitingAt(call, door)
  const callId = isWaiting(call) ? call.callId : LOBBY
  const { muted } = choicesFor(choices, callId)
  const cameraOn = media.camera.state === 'on' || media.camera.state === 'starting'
  const readLevel = useLevel(media.localStream)

  useEffect(() => {
    dispatch(lobbyEntered({ callId: LOBBY, media: 'video' }))
    return () => void dispatch(lobbyLeft())
  }, [dispatch])

  const toggleCamera = () => {
    if (media.camera.state === 'failed') media.retryDevices()
    else dispatch(choicesChanged({ callId, camera: !cameraOn }))
  }
  const gone = isGone(call, door)
  const title = waiting ? waitingTitles[door.kind] : gone ? 'This link is not valid any more' : titles[door.kind]
  return (
    <LobbyScreen
      title={title}
      waiting={waiting}
      server={account.status === 'none' ? null : serverStatusOf(connection)}
      notice={lastNotice(call)}
      onDismissNotice={() => dispatch(endDismissed())}
      onBack={closeDoor}
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
      {door.kind === 'link' ? (
        <LinkDoor key={door.link} door={door} gone={gone} engine={engine} lobby={LOBBY} />
      ) : (
        <MatchDoor lobby={LOBBY} />
      )}
    </LobbyScreen>
  )
}
