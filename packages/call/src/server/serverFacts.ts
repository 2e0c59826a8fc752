import type { CallId, CallView, EndReason, ErrorCode } from '@parley/protocol'
import { callAnswered, callEnded, deviceRinging, glareResolved, ticketIssued } from '../state/callSlice.ts'

/** The end reason that a refused request of a call means. */
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
 * The server's view of a call as actions. Known facts change nothing, so a view may be applied twice, or after a newer one.
 *
 * @param asked the call this device asked about; after glare the view is of the other side's call
 */
export function factsOf(view: CallView, asked: CallId) {
  const { callId, media } = view
  const name = view.state === 'answered' && view.name !== undefined ? { name: view.name } : {}
  switch (view.state) {
    case 'ringing':
      return view.ringing.map((device) => deviceRinging({ callId, device, rev: view.rev }))
    case 'answered':
      return asked === callId
        ? [
            callAnswered({ callId, device: view.answeredBy, media, ticket: view.ticket, ...name }),
            ticketIssued({ callId, ticket: view.ticket }),
          ]
        : [
            glareResolved({
              ...{ callId: asked, into: callId, rev: view.rev },
              ...{ device: view.caller, media, ticket: view.ticket, ...name },
            }),
          ]
    case 'ended':
      return [callEnded({ callId: asked, reason: view.reason, rev: view.rev })]
  }
}
