import type { CallState } from '@parley/call'
import type { Tone } from './patterns.ts'

/** Returns the tone to play in this state of the call, or null for silence. */
export function toneOf(call: CallState): Tone | null {
  if (call.status === 'INCOMING') return call.quiet ? null : 'ringtone'
  // The caller hears nothing until a device of the callee rings.
  return call.status === 'OUTGOING' && call.kind === 'direct' && call.ringing.length > 0 ? 'ringback' : null
}
