import type { Signal } from '@parley/protocol'
import type { Role } from '../../mediaPlan.ts'

/** Signals that may wait at a gate: more than one connection needs, few enough to hold. */
const MAX_KEPT = 128

/** Keeps what the other side says until it may be looked at; lets everything through after that. */
export interface SignalGate {
  take(signal: Signal): void
  /** Lets through what was kept, in its order, and whatever comes. */
  open(): void
  isOpen(): boolean
  /** Resolves once it is open. */
  opened: Promise<void>
}

/**
 * A responder's gate lets one description through while it is shut: the offer whose answer is made before it may leave.
 *
 * @param pass takes what comes through
 */
export function createSignalGate(shut: boolean, role: Role, pass: (signal: Signal) => void): SignalGate {
  let kept: Signal[] | null = shut ? [] : null
  let prepares = role === 'responder'
  let tellOpened = () => {}
  const opened = new Promise<void>((resolve) => {
    tellOpened = resolve
  })

  return {
    take(signal) {
      if (!kept) return pass(signal)
      if (prepares && signal.type === 'description') {
        prepares = false
        pass(signal)
      } else if (kept.length < MAX_KEPT) kept.push(signal)
    },
    open() {
      const early = kept ?? []
      kept = null
      tellOpened()
      for (const signal of early) pass(signal)
    },
    isOpen: () => kept === null,
    opened,
  }
}
