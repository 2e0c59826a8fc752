import type { EndedCall } from '../types/call.ts'
import { formatTimer } from './formatTimer.ts'

/**
 * Two who find no way to each other look for one for 30 s (`MEDIA_LOSS_MS`) after the answer. A call that ended before
 * this many seconds ended for another reason.
 */
const LOOKED_IN_VAIN_S = 20

/** Says how a call ended, to the person on this device. */
export function endedWords({
  reason,
  peer,
  direction,
  seconds,
  unconnected,
  relayless,
  unchecked = false,
  flooded = false,
}: EndedCall): string {
  const noWay = relayless && (seconds ?? 0) >= LOOKED_IN_VAIN_S
  const missed = `Missed call from ${peer}`
  const incoming = direction === 'incoming'
  if (flooded) return `Call stopped: ${peer} sent too much at once.`
  // That this browser failed is no sign of a listener.
  if (unchecked && (reason === 'failed' || reason === 'lost'))
    return `Call ended: this browser could not look up ${peer} in its storage. Reload this page and call again.`
  switch (reason) {
    case 'hangup':
      return unconnected ? 'Call ended before it connected' : `Call ended · ${formatTimer(seconds ?? 0)}`
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
      return noWay
        ? 'Could not connect: there is no direct way, and this server has no relay. Try another network.'
        : 'The call could not connect'
    case 'insecure':
      return `Call stopped: the connection to ${peer} could not be verified. Somebody may be trying to listen in.`
  }
}
