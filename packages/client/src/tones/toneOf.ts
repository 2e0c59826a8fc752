import type { CallState } from '@parley/call'
import type { Tone } from './patterns.ts'

/** What is to be heard in a call before it is answered; null if nothing is. */
export function toneOf(call: CallState): Tone | null {
  if (call.status === 'INCOMING') return 'ringtone'
  // Before a device of theirs rings there is nothing to hear.
  return call.status === 'OUTGOING' && call.kind === 'direct' && call.ringing.length > 0 ? 'ringback' : null
}
