import {
  acceptCall,
  type ClientState,
  callerBlocked,
  devicesChosen,
  type Incoming,
  rejectCall,
  ringSilenced,
  selectTrust,
} from '@parley/client'
import { useCallMedia } from '@parley/react'
import { IncomingDialog } from '@parley/ui'
import type { ReactNode } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { useLevel } from '../browser/useLevel.ts'
import { cameraView, deviceLists, inUse, microphoneView } from '../views/deviceViews.ts'

/** The dialog of an incoming call, with a preview of the own camera. */
export function IncomingCall({ call, others }: { call: Incoming; others: ReactNode }) {
  const { callId } = call
  const media = useCallMedia()
  const { standing } = useSelector((state: ClientState) => selectTrust(state, callId))
  const dispatch = useDispatch()
  const { cameras, microphones } = deviceLists(media)
  return (
    <IncomingDialog
      caller={call.peer}
      media={call.media}
      since={call.since}
      standing={standing}
      camera={cameraView(media)}
      microphone={microphoneView(media)}
      cameras={cameras}
      microphones={microphones}
      cameraId={inUse(media.camera)}
      microphoneId={inUse(media.microphone)}
      onCamera={(cameraId) => dispatch(devicesChosen({ cameraId }))}
      onMicrophone={(microphoneId) => dispatch(devicesChosen({ microphoneId }))}
      readLevel={useLevel(media.localStream)}
      onAccept={() => dispatch(acceptCall({ callId, media: call.media }))}
      onAcceptVoice={() => dispatch(acceptCall({ callId, media: 'voice' }))}
      onDecline={() => dispatch(rejectCall({ callId }))}
      quiet={call.quiet === true}
      onSilence={() => dispatch(ringSilenced({ callId }))}
      onBlock={() => dispatch(callerBlocked({ callId }))}
      onRetry={media.retryDevices}
      others={others}
    />
  )
}
