import type { Teardown } from './ports.ts'

/**
 * How far a link has come.
 * `withheld`: the offer leaves without addresses; the answer and all candidates but relayed ones wait.
 * `standby`: the two connect, without tracks, and nothing is shown.
 * `active`: the call is answered.
 */
export type Phase = 'withheld' | 'standby' | 'active'

/** The phase of one link, read by all its parts. It only moves forward. */
export interface PhaseState {
  reached(phase: Phase): boolean
  /** Goes through each phase up to this one, and calls the listeners of each. A step back does nothing. */
  advance(to: Phase): void
  /** Calls the listener once this phase is reached: at once if it is. Listeners are called in the order they were added. */
  when(phase: Phase, listener: () => void): Teardown
}

const ORDER: readonly Phase[] = ['withheld', 'standby', 'active']

/** Creates a state that begins at this phase. */
export function createPhase(initial: Phase): PhaseState {
  let position = ORDER.indexOf(initial)
  const listeners = new Set<{ phase: Phase; call: () => void }>()
  const reached = (phase: Phase) => position >= ORDER.indexOf(phase)

  return {
    reached,
    advance(to) {
      while (position < ORDER.indexOf(to)) {
        position += 1
        for (const listener of [...listeners]) {
          if (reached(listener.phase) && listeners.delete(listener)) listener.call()
        }
      }
    },
    when(phase, call) {
      const listener = { phase, call }
      if (reached(phase)) call()
      else listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
