import {
  type ClientState,
  changeTrusted,
  choicesChanged,
  choicesFor,
  devicesChosen,
  endCall,
  type InCall,
  lessDataChosen,
  selectMediaChoices,
  selectRelay,
  selectTrust,
} from '@parley/client'
import { useCallMedia, useCalls, useClient } from '@parley/react'
import { CallScreen, calledWords, LinkTools, MatchTools, Veil } from '@parley/ui'
import { useDispatch, useSelector } from 'react-redux'
import { useSafetyNumber } from '../browser/useSafetyNumber.ts'
import { shareLink } from '../lobby/entry.ts'
import { usePlay } from '../play/usePlay.tsx'
import { useTogether } from '../together/useTogether.tsx'
import { inUse, problemOf } from '../views/deviceViews.ts'
import { useAwaited } from './useAwaited.ts'
import { useSpeakers } from './useSpeakers.ts'

const canShare = typeof navigator.mediaDevices?.getDisplayMedia === 'function'

/** The screen of an answered call. */
export function OngoingCall({ call }: { call: InCall }) {
  const { lobby } = useClient()
  const { createTogether, setVerified } = useCalls()
  const media = useCallMedia()
  const choices = useSelector(selectMediaChoices)
  const dispatch = useDispatch()
  const { callId, kind, link } = call
  const peer = calledWords(call.peer, call.name)
  const { standing, root, own } = useSelector((state: ClientState) => selectTrust(state, callId))
  // Codes have servers of their own.
  const relayless = useSelector(selectRelay) === false && kind !== 'code'
  const safety = useSafetyNumber(own ?? null, root)
  const { muted, shown } = choicesFor(choices, callId)
  const veiled = kind === 'match' && !(shown && !media.remote.veiled)
  const play = usePlay({ ...call, peer }, veiled ? { ...media, remoteStream: null } : media)
  const cameraOn = media.camera.state === 'on' || media.camera.state === 'starting'

  const speakers = useSpeakers(media)
  const awaited = useAwaited(media)
  const together = useTogether(createTogether, peer, media)
  const toggleCamera = () => {
    // A failed camera looks off although it is wanted: the same button tries it again.
    if (media.camera.state === 'failed') media.retryDevices()
    else dispatch(choicesChanged({ callId, camera: !cameraOn }))
  }
  return (
    <CallScreen
      peer={peer}
      standing={standing}
      safety={safety}
      onVerified={(verified) => void setVerified(callId, verified)}
      onTrustChange={() => dispatch(changeTrusted({ callId }))}
      since={call.since}
      remoteStream={media.remoteStream}
      localStream={media.localStream}
      remote={media.remote}
      connection={media.connection === 'none' ? 'connecting' : media.connection}
      interruptedSince={media.interruptedSince}
      troubled={media.troubled}
      relayless={relayless}
      quality={media.quality}
      videoPaused={media.videoPaused}
      muted={muted}
      cameraOn={cameraOn}
      cameraProblem={problemOf(media.camera)}
      microphoneProblem={problemOf(media.microphone)}
      screenProblem={media.screenProblem}
      // Nobody misses pictures in a voice call.
      unsent={{ ...media.unsent, video: cameraOn || call.media === 'video' ? media.unsent.video : null }}
      deviceNotices={media.deviceNotices}
      voice={media.voice}
      awaited={awaited}
      sharing={media.screen === 'on'}
      canShare={canShare}
      {...speakers}
      cameraId={inUse(media.camera)}
      microphoneId={inUse(media.microphone)}
      speakerId={choices.speakerId}
      lessData={choices.lessData}
      onToggleMute={() => dispatch(choicesChanged({ callId, muted: !muted }))}
      onToggleCamera={toggleCamera}
      onToggleShare={() => dispatch(choicesChanged({ callId, screen: media.screen === 'off' }))}
      onCamera={(cameraId) => dispatch(devicesChosen({ cameraId }))}
      onMicrophone={(microphoneId) => dispatch(devicesChosen({ microphoneId }))}
      onSpeaker={(speakerId) => dispatch(devicesChosen({ speakerId }))}
      onKeepVideo={() => dispatch(choicesChanged({ callId, insistOnVideo: true }))}
      onLessData={(lessData) => dispatch(lessDataChosen(lessData))}
      onHangUp={() => dispatch(endCall({ callId }))}
      onRetry={media.retryDevices}
      veiled={veiled}
      about={
        (kind === 'match' && (
          <MatchTools onNext={() => lobby.nextMatch(callId)} onReport={() => lobby.reportMatch(callId)} />
        )) ||
        (link !== undefined && <LinkTools onShare={() => shareLink(link)} />)
      }
      tools={
        <>
          {together.tools}
          {play.tool}
        </>
      }
      aside={
        <>
          {veiled && (
            <Veil peer={peer} pressed={shown} onShow={() => dispatch(choicesChanged({ callId, shown: true }))} />
          )}
          {play.aside}
          {together.aside}
        </>
      }
      overlay={together.overlay}
    />
  )
}
