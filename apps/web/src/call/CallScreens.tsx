import { type CallState, endCall, isWaiting, ringingShown, selectCall } from '@parley/call'
import { useEffect } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { DoorRoom } from '../doors/DoorRoom.tsx'
import { useDoor } from '../doors/useDoor.ts'
import type { Tone } from '../tones/patterns.ts'
import type { CallEngine } from './CallLayer.tsx'
import { IncomingCall } from './IncomingCall.tsx'
import { OngoingCall } from './OngoingCall.tsx'
import { OutgoingCall } from './OutgoingCall.tsx'

function toneOf(call: CallState): Tone | null {
  if (call.status === 'INCOMING') return 'ringtone'
  // Before a device of theirs rings there is nothing to hear.
  return call.status === 'OUTGOING' && call.kind === 'direct' && call.ringing.length > 0 ? 'ringback' : null
}

/** The screen of the call this device is in, with its sound. */
export function CallScreens({ engine }: { engine: CallEngine }) {
  const { tones } = engine
  const call = useSelector(selectCall)
  const tone = toneOf(call)
  useEffect(() => tones.play(tone), [tones, tone])
  useEffect(() => () => tones.play(null), [tones])

  const dispatch = useDispatch()
  const ringing = call.status === 'INCOMING' ? call.callId : null
  useEffect(() => {
    // Runs once the dialog is there: only now may the caller be told that it rings.
    if (ringing) dispatch(ringingShown({ callId: ringing }))
  }, [ringing, dispatch])

  const door = useDoor()
  const lost = isWaiting(call) && !door
  useEffect(() => {
    // Who goes away from a door waits there no more.
    if (lost) dispatch(endCall())
  }, [lost, dispatch])
  const atDoor = door && (call.status === 'IDLE' || call.status === 'INCOMING' || isWaiting(call))
  return (
    <>
      {atDoor && <DoorRoom door={door} engine={engine} />}
      <Screen call={call} engine={engine} />
    </>
  )
}

function Screen({ call, engine }: { call: CallState; engine: CallEngine }) {
  switch (call.status) {
    case 'IDLE':
      return null
    case 'OUTGOING':
      // Doors and codes have pages of their own.
      return call.kind === 'direct' ? <OutgoingCall call={call} /> : null
    case 'INCOMING':
      return <IncomingCall call={call} />
    case 'IN_CALL':
      return <OngoingCall call={call} engine={engine} />
  }
}
