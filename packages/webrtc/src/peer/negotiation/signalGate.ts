import type { Signal } from '@parley/protocol'
import type { Role } from '../../mediaPlan.ts'
import type { PhaseState } from '../../phase.ts'

/** How many signals are kept: more than one connection needs, few enough to hold. */
const MAX_KEPT = 128

/**
 * Keeps incoming signals while the link is withheld, and passes them on in their order after that.
 * A responder's first description passes at once: the answer is made early and withheld itself.
 *
 * @returns takes a signal
 */
export function createSignalGate(
  phase: PhaseState,
  role: Role,
  pass: (signal: Signal) => void,
): (signal: Signal) => void {
  const kept: Signal[] = []
  let passesOffer = role === 'responder'
  phase.when('standby', () => {
    for (const signal of kept.splice(0)) pass(signal)
  })

  return (signal) => {
    if (phase.reached('standby')) return pass(signal)
    if (passesOffer && signal.type === 'description') {
      passesOffer = false
      pass(signal)
    } else if (kept.length < MAX_KEPT) kept.push(signal)
  }
}
