import { acceptCall, type CallState, endCall, rejectCall, ringingShown, selectOthers } from '@parley/client'
import { OtherCalls } from '@parley/ui'
import { useEffect } from 'react'
import { useDispatch, useSelector } from 'react-redux'

/** The calls that ring beside the current one. Answering one ends a call that this person is in. */
export function RingingBeside({ call }: { call: CallState }) {
  const others = useSelector(selectOthers)
  const dispatch = useDispatch()
  useEffect(() => {
    for (const { callId } of others) dispatch(ringingShown({ callId }))
  }, [others, dispatch])
  if (others.length === 0 || call.status === 'IDLE') return null
  const engaged = call.status !== 'INCOMING'
  return (
    <OtherCalls
      calls={others.map(({ callId, peer, media }) => ({ callId, caller: peer, media }))}
      engaged={engaged}
      onAccept={({ callId, media }) => {
        if (engaged) dispatch(endCall({ callId: call.callId }))
        dispatch(acceptCall({ callId, media }))
      }}
      onDecline={({ callId }) => dispatch(rejectCall({ callId }))}
    />
  )
}
