import { type Dialling, endCall } from '@parley/client'
import { useCallMedia } from '@parley/react'
import { OutgoingScreen } from '@parley/ui'
import { useDispatch } from 'react-redux'
import { cameraView, microphoneView } from '../views/deviceViews.ts'

/** The screen of an outgoing call, until it is answered. */
export function OutgoingCall({ call }: { call: Dialling }) {
  const media = useCallMedia()
  const dispatch = useDispatch()
  return (
    <OutgoingScreen
      peer={call.peer}
      media={call.media}
      ringing={call.ringing.length > 0}
      since={call.since}
      camera={cameraView(media)}
      microphone={microphoneView(media)}
      onRetry={media.retryDevices}
      onCancel={() => dispatch(endCall({ callId: call.callId }))}
    />
  )
}
