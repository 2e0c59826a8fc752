import { endCall, type InCall } from '@parley/call'
import {
  choicesChanged,
  choicesFor,
  devicesChosen,
  lessDataChosen,
  selectMediaChoices,
  useCallMedia,
} from '@parley/react'
import { CallScreen } from '@parley/ui'
import { useDispatch, useSelector } from 'react-redux'
import type { RootState } from '../app/store.ts'
import { useTogether } from '../together/useTogether.tsx'
import { changeTrusted, selectTrust, standingKnown } from '../trust/trustSlice.ts'
import { useSafetyNumber } from '../trust/useSafetyNumber.ts'
import type { CallEngine } from './CallLayer.tsx'
import { deviceLists, inUse, problemOf } from './views.ts'

const canShare = typeof navigator.mediaDevices?.getDisplayMedia === 'function'

/** The call itself. */
export function OngoingCall({ call, engine }: { call: InCall; engine: CallEngine }) {
  const media = useCallMedia()
  const choices = useSelector(selectMediaChoices)
  const dispatch = useDispatch()
  const { callId, peer } = call
  const { standing, root } = useSelector((state: RootState) => selectTrust(state, callId))
  const safety = useSafetyNumber(engine.account.acting()?.self.root ?? null, root)
  const { muted } = choicesFor(choices, callId)
  const cameraOn = media.camera.state === 'on' || media.camera.state === 'starting'

  const together = useTogether(engine.createTogether, peer, media)

  const setVerified = async (verified: boolean): Promise<void> => {
    if (!root) return
    await engine.trust.setVerified(peer, root, verified)
    dispatch(standingKnown({ callId, standing: verified ? 'verified' : 'known', root }))
  }
  const toggleCamera = () => {
    // A camera that failed is off for the eye though it is wished for: the same button tries it again.
    if (media.camera.state === 'failed') media.retryDevices()
    else dispatch(choicesChanged({ callId, camera: !cameraOn }))
  }
  return (
    <CallScreen
      peer={peer}
      standing={standing}
      safety={safety}
      onVerified={(verified) => void setVerified(verified)}
      onTrustChange={() => dispatch(changeTrusted({ callId }))}
      since={call.since}
      remoteStream={media.remoteStream}
      localStream={media.localStream}
      remote={media.remote}
      connection={media.connection === 'none' ? 'connecting' : media.connection}
      interruptedSince={media.interruptedSince}
      quality={media.quality}
      videoPaused={media.videoPaused}
      muted={muted}
      cameraOn={cameraOn}
      cameraProblem={problemOf(media.camera)}
      microphoneProblem={problemOf(media.microphone)}
      deviceNews={media.deviceNews}
      voice={media.voice}
      sharing={media.screen === 'on'}
      canShare={canShare}
      devices={deviceLists(media)}
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
      onHangUp={() => dispatch(endCall())}
      onRetry={media.retryDevices}
      tools={together.tools}
      aside={together.aside}
      overlay={together.overlay}
    />
  )
}
