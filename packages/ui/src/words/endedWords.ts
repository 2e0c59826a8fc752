import type { EndedCall } from '../types/call.ts'
import { formatTimer } from './formatTimer.ts'

/** Says how a call ended, to the person on this device. */
export function endedWords({ reason, peer, direction, seconds }: EndedCall): string {
  const missed = `Missed call from ${peer}`
  const incoming = direction === 'incoming'
  switch (reason) {
    case 'hangup':
      return `Call ended · ${formatTimer(seconds ?? 0)}`
    case 'declined':
      return incoming ? 'You declined' : `${peer} declined`
    case 'cancelled':
      return incoming ? missed : 'Call cancelled'
    case 'timeout':
      return incoming ? missed : 'No answer'
    case 'busy':
      return incoming ? missed : `${peer} is busy`
    case 'offline':
      return incoming ? missed : `${peer} is offline`
    case 'answeredElsewhere':
      return 'Answered on another device'
    case 'alreadyInCall':
      return 'You are in a call on another device'
    case 'lost':
      return 'Connection lost'
    case 'blocked':
      return incoming ? `You blocked ${peer}` : `${peer} cannot be called`
    case 'full':
      return 'There are already two people in this call'
    case 'linkGone':
      return 'This call link is not valid any more'
    case 'failed':
      return 'The call could not connect'
    case 'insecure':
      return `Call stopped: the connection to ${peer} could not be verified. Somebody may be trying to listen in.`
  }
}
