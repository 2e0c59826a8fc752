import { type CallId, type DeviceRef, type Signal, sameDevice } from '@parley/protocol'
import type { SignalInbox } from '@parley/webrtc'
import type { ConnectedPlan, MediaPlan, OwnLink } from './link.ts'

export type WarmPlan = Extract<MediaPlan, { kind: 'preconnect' }>

/** The links of a device that are made while it rings, and sleep until it is known which of them is needed. */
export interface RingingLinks {
  /** Keeps those to these devices, makes those that are missing, and lets go of the others without a word. */
  sync(plan: WarmPlan): void
  /** That which the plan needs, if it is there; the others are not needed any more. */
  take(plan: MediaPlan): OwnLink | null
  /** Whether it was for one of them. */
  receive(callId: CallId, from: DeviceRef, attempt: number, signal: Signal): boolean
  all(): Iterable<OwnLink>
}

/** @param make begins a link; one that is `held` leads nowhere until it is released */
export function createRingingLinks(
  inbox: Pick<SignalInbox, 'take'>,
  make: (plan: ConnectedPlan, held: boolean) => OwnLink,
): RingingLinks {
  let links: OwnLink[] = []

  function drop(gone: (link: OwnLink) => boolean): void {
    for (const link of links) if (gone(link)) link.close()
    links = links.filter((link) => !gone(link))
  }

  const find = (callId: CallId, remote: DeviceRef) =>
    links.find((link) => link.callId === callId && sameDevice(link.remote, remote))

  function want({ callId, role, local }: WarmPlan, remote: DeviceRef, held: boolean): void {
    const known = find(callId, remote)
    if (known) {
      if (!held && known.held) known.release()
      return
    }
    const made = make({ kind: 'connected', callId, remote, role, attempt: 0, local }, held)
    links.push(made)
    for (const signal of inbox.take(callId, remote, 0)) made.receive(signal)
  }

  return {
    sync: (plan) => {
      const { callId, standby, withheld } = plan
      const isWanted = ({ remote }: OwnLink) => [...standby, ...withheld].some((one) => sameDevice(one, remote))
      drop((link) => link.callId !== callId || !isWanted(link))
      for (const remote of withheld) want(plan, remote, true)
      for (const remote of standby) want(plan, remote, false)
    },
    take: (plan) => {
      const found = plan.kind === 'connected' && plan.attempt === 0 ? find(plan.callId, plan.remote) : undefined
      const taken = found && plan.kind === 'connected' && found.plan.role === plan.role ? found : null
      if (taken) links = links.filter((link) => link !== taken)
      drop(() => true)
      return taken
    },
    receive: (callId, from, attempt, signal) => {
      const link = attempt === 0 ? find(callId, from) : undefined
      link?.receive(signal)
      return link !== undefined
    },
    all: () => links,
  }
}
