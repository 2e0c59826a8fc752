import type { CallId, CallView, EndReason, ErrorCode } from '@parley/protocol'
import { callAnswered, callEnded, deviceRinging, glareResolved, ticketIssued } from '../state/callSlice.ts'

/** What a refused `placeCall` means for the call. */
export function reasonOf(error: ErrorCode): EndReason {
  switch (error) {
    case 'offline':
    case 'busy':
    case 'alreadyInCall':
    case 'full':
    case 'linkGone':
      return error
    case 'invalid':
    case 'unsupportedVersion':
    case 'idTaken':
    case 'proofWrong':
    case 'proofOld':
    case 'proofReplayed':
    case 'proofForeign':
    case 'deviceRemoved':
    case 'tooMany':
    case 'self':
    case 'notInCall':
    case 'unavailable':
    case 'timeout':
    case 'disconnected':
    case 'badAnswer':
      return 'failed'
  }
}

/**
 * The facts in the server's view of a call, as actions. Facts already known change nothing, so following a view twice,
 * or an old one after a newer one, does no harm.
 *
 * @param asked the call this device asked about; the view is of another one where two dialled each other
 */
export function factsOf(view: CallView, asked: CallId) {
  const { callId, media } = view
  const name = view.state === 'answered' && view.name !== undefined ? { name: view.name } : {}
  switch (view.state) {
    case 'ringing':
      return view.ringing.map((device) => deviceRinging({ callId, device }))
    case 'answered':
      return asked === callId
        ? [
            callAnswered({ callId, device: view.answeredBy, media, ticket: view.ticket, ...name }),
            ticketIssued({ callId, ticket: view.ticket }),
          ]
        : [glareResolved({ callId: asked, into: callId, device: view.caller, media, ticket: view.ticket, ...name })]
    case 'ended':
      return [callEnded({ callId: asked, reason: view.reason })]
  }
}
