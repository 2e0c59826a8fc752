import type { CallMedia, EndReason } from '@parley/protocol'

/** How messages travel. `fifo`: in order within a connection. `unordered`: each by itself, some late, some twice. */
export type Transport = 'fifo' | 'unordered'

/** What a device makes of calls from somebody. */
export type Screen = 'ring' | 'silence' | 'block'

/** Something a person or the world does, `after` milliseconds after the step before it. Devices and users by number. */
export type Step = { after: number } & (
  | { do: 'dial'; device: number; callee: number; media: CallMedia }
  | { do: 'accept'; device: number; media: CallMedia }
  | { do: 'decline' | 'hangUp' | 'block'; device: number }
  | { do: 'screen'; device: number; caller: number; as: Screen }
  /** The connection is dead from now on; each end notices in its own time, and the device comes back after it has. */
  | { do: 'cut'; device: number; deviceNotices: number; serverNotices: number; back: number }
  /**
   * The page is gone with all it knew but the call it was in, and comes back as the same device; a crash says no goodbye.
   * Without `back` it does not come back before the faults have stopped.
   */
  | { do: 'reload'; device: number; crash: boolean; back: number | null }
  /** No media passes between this device and the other of its call any more. */
  | { do: 'losePath'; device: number }
  /** The two must be in one call now, and hear each other. */
  | { do: 'mustTalk'; device: number; with: number }
  /** It must ring at this device now. */
  | { do: 'mustRing'; device: number }
  /** This device's last call must be over now, and for this reason. */
  | { do: 'mustHaveEnded'; device: number; as: EndReason }
  /** The server is a new one that knows nothing. */
  | { do: 'restart' }
)

/** How a message travels, where it is not to arrive at once. */
export interface Delivery {
  /** Which device sends or hears it. */
  device: number
  /**
   * A request (`placeCall`), its answer (`placeCall answered`) or news of the server (`callEnded`). A signal says what it
   * is: `signal offer`, `signal answer`, `signal candidates`, `signal renew`, `signal away`.
   */
  message: string
  /** Which of those with this name, from 1; without it all of them. */
  nth?: number
  /** Milliseconds. */
  takes: number
  /** Over an unordered network it arrives once more after this time. Milliseconds. */
  again?: number
}

/** All that a run depends on. */
export interface Script {
  /**
   * Decides about delays, repetitions and clocks. With null there is no chance in it: everything takes the least time
   * there is and succeeds, unless the script says otherwise.
   */
  seed: number | null
  transport: Transport
  /** Whose each device is: the user's number. */
  cast: readonly number[]
  /** The devices that connect to those they know while it rings; they know everybody. */
  preconnect: readonly number[]
  steps: readonly Step[]
  deliveries?: readonly Delivery[]
  /** By how much the clocks of devices are ahead of the server's. Milliseconds. */
  ahead?: Readonly<Record<number, number>>
}
