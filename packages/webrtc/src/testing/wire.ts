import { type CallId, type DeviceRef, Signal, userKey } from '@parley/protocol'

/** One signal on its way. */
export interface Envelope {
  callId: CallId
  from: DeviceRef
  to: DeviceRef
  signal: Signal
}

/** Chances between 0 and 1, decided by `random`. */
export interface WireFaults {
  random: () => number
  duplicate?: number
  delay?: number
  reorder?: boolean
}

type Receive = (callId: CallId, from: DeviceRef, signal: Signal) => void

/** An in-memory wire between sessions whose delivery the test controls. */
export interface Wire {
  /** Not yet delivered, oldest first; a test may take out, repeat or reorder. */
  readonly inFlight: Envelope[]
  /** Everything ever sent. */
  readonly sent: readonly Envelope[]
  /** While true nothing is delivered. */
  paused: boolean
  faults: WireFaults | null
  /** Changes a signal on its way, as a hostile server would. */
  tamper: ((envelope: Envelope) => Signal) | null
  join(device: DeviceRef, receive: Receive): void
  send(envelope: Envelope): void
  /** Delivers what is in flight, as far as the faults let it. */
  deliver(): void
}

const keyOf = (device: DeviceRef) => `${userKey(device.userId)} ${device.deviceId}`

/** Creates a wire that delivers everything once and in order until told otherwise. */
export function createWire(): Wire {
  const receivers = new Map<string, Receive>()
  const sent: Envelope[] = []
  const wire: Wire = {
    inFlight: [],
    sent,
    paused: false,
    faults: null,
    tamper: null,
    join: (device, receive) => void receivers.set(keyOf(device), receive),
    send(envelope) {
      // Through JSON and the contract, as a real one: what does not fit must fail here.
      const signal = Signal.parse(JSON.parse(JSON.stringify(envelope.signal)))
      sent.push({ ...envelope, signal })
      wire.inFlight.push({ ...envelope, signal })
    },
    deliver() {
      if (wire.paused) return
      const { random, duplicate = 0, delay = 0, reorder = false } = wire.faults ?? { random: () => 1 }
      const batch = wire.inFlight.splice(0)
      while (batch.length > 0) {
        const [envelope] = batch.splice(reorder ? Math.floor(random() * batch.length) : 0, 1)
        if (!envelope) continue
        if (random() < delay) {
          wire.inFlight.push(envelope)
          // In order means that what is behind a late one is late as well.
          if (!reorder) return void wire.inFlight.push(...batch.splice(0))
          continue
        }
        const copies = random() < duplicate ? 2 : 1
        const signal = wire.tamper ? Signal.parse(wire.tamper(envelope)) : envelope.signal
        for (let copy = 0; copy < copies; copy += 1) {
          receivers.get(keyOf(envelope.to))?.(envelope.callId, envelope.from, signal)
        }
      }
    },
  }
  return wire
}
