import { type CallState, endCall, isWaiting, ringingShown, selectCall } from '@parley/call'
import type { CallEngine, Tone } from '@parley/client'
import { useCallMedia } from '@parley/react'
import { useDeferredValue, useEffect } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { useCodesDoor } from '../codes/useCodesEntry.ts'
import { isWaitingAt } from '../lobby/entry.ts'
import { DoorRoom } from '../lobby/Lobby.tsx'
import { useDoor } from '../lobby/useEntry.ts'
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
  // Two who are connected already wait for their pictures alone. Else drawing must not hold up what connects them.
  const connected = useCallMedia().connection === 'connected'
  const deferred = useDeferredValue(call)
  const drawn = call.status === 'IN_CALL' && !connected ? deferred : call
  const tone = toneOf(call)
  useEffect(() => tones.play(tone), [tones, tone])
  useEffect(() => () => tones.play(null), [tones])

  const dispatch = useDispatch()
  const ringing = drawn.status === 'INCOMING' ? drawn.callId : null
  useEffect(() => {
    // Runs once the dialog is there: only now may the caller be told that it rings.
    if (ringing) dispatch(ringingShown({ callId: ringing }))
  }, [ringing, dispatch])

  const door = useDoor()
  const codes = useCodesDoor()
  const exchanges = call.status === 'OUTGOING' && call.kind === 'code'
  const lost =
    (isWaiting(call) && !(door && isWaitingAt(call, door))) || (exchanges && !codes.door) ? call.callId : null
  useEffect(() => {
    // Who goes away from a door, or to another one, waits there no more; and nobody's microphone stays open for codes unseen.
    if (lost !== null) dispatch(endCall({ callId: lost }))
  }, [lost, dispatch])
  const atDoor = door && (drawn.status === 'IDLE' || drawn.status === 'INCOMING' || isWaiting(drawn))
  return (
    <>
      {atDoor && <DoorRoom door={door} call={drawn} engine={engine} />}
      <Screen call={drawn} engine={engine} />
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
