import { type CallId, type Clock, type DeviceRef, sameDevice } from '@parley/protocol'
import { createRandom, mix } from '../random.ts'
import type { MediaPlan, Word } from './link.ts'

export type WarmPlan = Extract<MediaPlan, { kind: 'warm' }>

/** A page, as far as connections are concerned that are made while it rings. */
export interface WarmEnd {
  readonly device: DeviceRef
  /** To whom the page connects now, while it rings. */
  plan(): WarmPlan | null
  /** The device at the other end says that it has taken the call. */
  accepted(callId: CallId, device: DeviceRef): void
  /** What the other device says over the connection that was made while it rang, if this page uses that. */
  hear(callId: CallId, from: DeviceRef, word: Word): void
}

/** One end of a connection that is up; what is said over it arrives in order, or never. */
export interface WarmLine {
  /** The same for both ends, and for no other two. */
  readonly name: string
  accepted(): void
  say(word: Word): void
}

/** Connections that are made while it rings: they come up after a while or never, and are there when they are needed. */
export interface Warmth {
  /** What some page plans has changed. */
  refresh(end: WarmEnd): void
  /** The connection to this device, if it is up; the page goes on with it. */
  take(end: WarmEnd, callId: CallId, remote: DeviceRef): WarmLine | null
  /** The page goes on without all the others of its connections. */
  drop(end: WarmEnd, kept: WarmLine | null): void
  add(end: WarmEnd): () => void
}

interface Warm {
  callId: CallId
  name: string
  ends: readonly [WarmEnd, WarmEnd]
  up: boolean
  closed: boolean
  /** When the last word arrives. */
  last: number
}

const reaches = (end: WarmEnd, other: WarmEnd, callId: CallId): boolean => {
  const plan = end.plan()
  return plan?.callId === callId && plan.remotes.some((remote) => sameDevice(remote, other.device))
}

export function createWarmth(clock: Clock, seed: number): Warmth {
  const random = createRandom(mix(seed, 6))
  const ends = new Set<WarmEnd>()
  let all: Warm[] = []

  function begin(callId: CallId, one: WarmEnd, other: WarmEnd): void {
    if (all.some((warm) => warm.callId === callId && warm.ends.includes(one) && warm.ends.includes(other))) return
    const name = `warm ${callId} ${[one.device.deviceId, other.device.deviceId].sort().join(' ')}`
    const warm: Warm = { callId, name, ends: [one, other], up: false, closed: false, last: 0 }
    all = [...all, warm]
    if (random.chance(0.1)) return
    const rise = () => {
      warm.up = !warm.closed && reaches(one, other, callId) && reaches(other, one, callId)
    }
    clock.setTimeout(rise, random.int(20, 1_500))
  }

  /** In order; now and then one comes late. What is on its way when the line closes arrives. */
  function tell(warm: Warm, arrive: () => void): void {
    const delay = random.chance(0.05) ? random.int(150, 450) : random.int(5, 150)
    warm.last = Math.max(warm.last, clock.now() + delay)
    clock.setTimeout(arrive, warm.last - clock.now())
  }

  return {
    add: (end) => {
      ends.add(end)
      return () => void ends.delete(end)
    },
    refresh: (end) => {
      const plan = end.plan()
      if (!plan) return
      for (const other of ends)
        if (reaches(end, other, plan.callId) && reaches(other, end, plan.callId)) begin(plan.callId, end, other)
    },
    take: (end, callId, remote) => {
      const isIt = ({ device }: WarmEnd) => sameDevice(device, remote)
      const warm = all.find((one) => one.up && one.callId === callId && one.ends.includes(end) && one.ends.some(isIt))
      const other = warm?.ends.find(isIt)
      if (!warm || !other) return null
      const told = (arrive: () => void) => tell(warm, () => ends.has(other) && arrive())
      // Who takes the call says so by its first word.
      let lost = random.chance(0.1)
      return {
        name: warm.name,
        accepted: () => lost || told(() => other.accepted(callId, end.device)),
        say: (word) => {
          lost = true
          told(() => other.hear(callId, end.device, word))
        },
      }
    },
    drop: (end, kept) => {
      const gone = all.filter((warm) => warm.ends.includes(end) && warm.name !== kept?.name)
      for (const warm of gone) warm.closed = true
      all = all.filter((warm) => !gone.includes(warm))
    },
  }
}
