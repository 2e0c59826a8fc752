import type { MediaLoss, SignalTransport } from '@parley/call'
import { sampleIdentity } from '@parley/call/testing'
import { type CallId, type Clock, type DeviceRef, limits, type Signal, sameDevice } from '@parley/protocol'
import type { planMedia } from '@parley/react'

export type MediaPlan = ReturnType<typeof planMedia>
type Connected = Extract<MediaPlan, { kind: 'connected' }>

/** What a device holds of a peer connection. */
export interface MediaLink {
  readonly callId: CallId
  readonly remote: DeviceRef
  /** Offer and answer have been exchanged, as far as this side can know. */
  readonly described: boolean
  /** Its network path is gone. */
  readonly broken: boolean
  /** Told whether media passes now. */
  flows(passes: boolean): void
}

export interface MediaDeps {
  clock: Clock
  transport: SignalTransport
  /** Whether this is still the call the device is in. */
  isCurrent(callId: CallId): boolean
  lost(callId: CallId, reason: MediaLoss): void
  /** Something about the link changed. */
  changed(): void
  /** A name for each offer, never the same twice. */
  name(): string
}

/** Signals kept of a call that this device is not in yet. */
const KEPT = 32

const STATEMENT = `e30.e30.${'A'.repeat(86)}`

const describe = (type: 'offer' | 'answer', negotiation: string): Signal => ({
  type: 'description',
  negotiation,
  description: { type, sdp: 'v=0' },
  seal: { identity: sampleIdentity, signature: STATEMENT },
})

/** A device's media, as far as the call protocol can tell it from a real one: one offer, one answer, consent or loss. */
export function createMedia({ clock, transport, isCurrent, lost, changed, name }: MediaDeps) {
  let link: (MediaLink & { receive(signal: Signal): void; break(): void; close(): void }) | null = null
  let early: { callId: CallId; from: DeviceRef; signal: Signal }[] = []

  function createLink({ callId, remote, role }: Connected): NonNullable<typeof link> {
    let described = false
    let broken = false
    let passing = false
    let offered: string | null = null
    const over = (reason: MediaLoss) => clock.setTimeout(() => lost(callId, reason), limits.MEDIA_LOSS_MS)
    let cancel = over('failed')
    const send = (signal: Signal) => transport.send(callId, remote, signal, () => isCurrent(callId))
    if (role === 'initiator') {
      offered = name()
      send(describe('offer', offered))
    }
    return {
      callId,
      remote,
      get described() {
        return described
      },
      get broken() {
        return broken
      },
      flows: (passes) => {
        if (passes === passing) return
        passing = passes
        cancel()
        if (!passes) cancel = over('lost')
      },
      receive: (signal) => {
        if (signal.type !== 'description') return
        const { negotiation, description } = signal
        if (description.type === 'answer' ? negotiation !== offered : role !== 'responder') return
        if (description.type === 'offer' && !described) send(describe('answer', negotiation))
        described = true
        changed()
      },
      break: () => {
        broken = true
        changed()
      },
      close: () => cancel(),
    }
  }

  transport.subscribe((callId, from, signal) => {
    if (link?.callId !== callId) early = [...early, { callId, from, signal }].slice(-KEPT)
    else if (sameDevice(link.remote, from)) link.receive(signal)
  })

  return {
    link: (): MediaLink | null => link,
    sync: (plan: MediaPlan): void => {
      if (plan.kind === 'connected' && link?.callId === plan.callId) return
      link?.close()
      link = plan.kind === 'connected' ? createLink(plan) : null
      const waiting = early.filter(({ callId, from }) => link?.callId === callId && sameDevice(link.remote, from))
      for (const { signal } of waiting) link?.receive(signal)
      changed()
    },
    break: (): void => link?.break(),
    close: (): void => {
      link?.close()
      link = null
      changed()
    },
  }
}
