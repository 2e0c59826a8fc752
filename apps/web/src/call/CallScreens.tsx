import { type CallState, endCall, isWaiting, ringingShown, selectCall, toneOf } from '@parley/client'
import { useCallMedia, useCalls } from '@parley/react'
import { useDeferredValue, useEffect } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { useCodesEntry } from '../codes/useCodesEntry.ts'
import { isWaitingAt } from '../lobby/entry.ts'
import { Lobby } from '../lobby/Lobby.tsx'
import { useEntry } from '../lobby/useEntry.ts'
import { IncomingCall } from './IncomingCall.tsx'
import { OngoingCall } from './OngoingCall.tsx'
import { OutgoingCall } from './OutgoingCall.tsx'
import { RingingBeside } from './RingingBeside.tsx'

/** Shows the screen of the current call and plays its tone. */
export function CallScreens() {
  const { tones } = useCalls()
  const call = useSelector(selectCall)
  // Rendering must not delay connecting, so it is deferred unless the two devices are connected already.
  const connected = useCallMedia().connection === 'connected'
  const deferred = useDeferredValue(call)
  const drawn = call.status === 'IN_CALL' && !connected ? deferred : call
  const tone = toneOf(call)
  useEffect(() => tones.play(tone), [tones, tone])
  useEffect(() => () => tones.play(null), [tones])

  const dispatch = useDispatch()
  const ringing = drawn.status === 'INCOMING' ? drawn.callId : null
  useEffect(() => {
    // Effects run once the dialog is on the screen; only then may the caller be told that it rings.
    if (ringing) dispatch(ringingShown({ callId: ringing }))
  }, [ringing, dispatch])

  const entry = useEntry()
  const codes = useCodesEntry()
  const exchanges = call.status === 'OUTGOING' && call.kind === 'code'
  const lost =
    (isWaiting(call) && !(entry && isWaitingAt(call, entry))) || (exchanges && !codes.entry) ? call.callId : null
  useEffect(() => {
    // A person who leaves the page of an entry, or opens another, stops waiting there. Leaving the page of codes ends
    // the exchange, so that no microphone stays open unseen.
    if (lost !== null) dispatch(endCall({ callId: lost }))
  }, [lost, dispatch])
  const inLobby = entry && (drawn.status === 'IDLE' || drawn.status === 'INCOMING' || isWaiting(drawn))
  return (
    <>
      {inLobby && <Lobby entry={entry} call={drawn} />}
      <Screen call={drawn} />
      {/* The dialog of an incoming call keeps the focus, so there they are a part of it. */}
      {drawn.status !== 'INCOMING' && <RingingBeside call={drawn} />}
    </>
  )
}

function Screen({ call }: { call: CallState }) {
  switch (call.status) {
    case 'IDLE':
      return null
    case 'OUTGOING':
      // Waiting and codes have their own pages.
      return call.kind === 'direct' ? <OutgoingCall call={call} /> : null
    case 'INCOMING':
      return <IncomingCall call={call} others={<RingingBeside call={call} />} />
    case 'IN_CALL':
      return <OngoingCall call={call} />
  }
}
