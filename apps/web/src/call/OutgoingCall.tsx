import { type Dialling, endCall } from '@parley/client'
import { useCallMedia } from '@parley/react'
import { OutgoingScreen, type OutgoingScreenProps } from '@parley/ui'
import { useDispatch } from 'react-redux'
import { cameraView, microphoneView } from '../views/deviceViews.ts'

/** Whether it rings on any device of the callee, and if so, beside another call on all of them. */
function ringingOf({ ringing }: Dialling): OutgoingScreenProps['ringing'] {
  if (ringing.length === 0) return 'no'
  return ringing.every(({ engaged }) => engaged) ? 'besideAnother' : 'yes'
}

/** The screen of an outgoing call, until it is answered. */
export function OutgoingCall({ call }: { call: Dialling }) {
  const media = useCallMedia()
  const dispatch = useDispatch()
  return (
    <OutgoingScreen
      peer={call.peer}
      media={call.media}
      ringing={ringingOf(call)}
      since={call.since}
      camera={cameraView(media)}
      microphone={microphoneView(media)}
      onRetry={media.retryDevices}
      onCancel={() => dispatch(endCall({ callId: call.callId }))}
    />
  )
}
