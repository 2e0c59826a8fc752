import type { CallMedia, EndReason } from '@parley/protocol'

/** How messages travel. `fifo`: in order within a connection. `unordered`: independently, some late, some twice. */
export type Transport = 'fifo' | 'unordered'

/** What a device does with the calls of one user: it rings, silences them, or blocks the user. */
export type Screen = 'ring' | 'silence' | 'block'

/**
 * An action of a person, a fault, or a check, `after` milliseconds after the step before it. Devices and users are
 * given by number.
 */
export type Step = { after: number } & (
  | { do: 'dial'; device: number; callee: number; media: CallMedia }
  /** `which`: of several calls that ring, the one of this number; 0, the one on the screen, if left out. */
  | { do: 'accept'; device: number; media: CallMedia; which?: number }
  | { do: 'decline' | 'block'; device: number; which?: number }
  | { do: 'hangUp'; device: number }
  | { do: 'screen'; device: number; caller: number; as: Screen }
  /**
   * Severs the connection to the server. The device and the server notice after their own times; the device reconnects
   * `back` after it has noticed. Milliseconds.
   */
  | { do: 'cut'; device: number; deviceNotices: number; serverNotices: number; back: number }
  /**
   * Closes the page; a crash sends no goodbye. Only the call can be resumed. The same device opens a new page after
   * `back` milliseconds; with null, not before the final checks.
   */
  | { do: 'reload'; device: number; crash: boolean; back: number | null }
  /** Media no longer passes between this device and its peer. The seed decides for how long; without one, for ever. */
  | { do: 'losePath'; device: number }
  /** Sets the wall clock of a device, or of the server with null, forward or back by so many milliseconds. */
  | { do: 'setClock'; device: number | null; by: number }
  /** The two devices must be in one call now, and hear each other. */
  | { do: 'mustTalk'; device: number; with: number }
  /** A call must ring at this device now. */
  | { do: 'mustRing'; device: number }
  /** This device's last call must have ended, with this reason. */
  | { do: 'mustHaveEnded'; device: number; as: EndReason }
  /** Restarts the server, which then knows no calls. */
  | { do: 'restart' }
)

/** Overrides the delay of a message. */
export interface Delivery {
  /** The device that sends or receives the message. */
  device: number
  /**
   * A request (`placeCall`), its answer (`placeCall answered`), or an event of the server (`callEnded`). A signal is
   * named with its type: `signal offer`, `signal answer`, `signal candidates`, `signal renew`, `signal away`. The
   * connection itself: `connect`, `connected`, `disconnect`.
   */
  message: string
  /** Which message of this name, from 1; all of them if left out. */
  nth?: number
  /** Milliseconds. */
  takes: number
  /** Over `unordered`, the message arrives a second time this long after it was sent. Milliseconds. */
  again?: number
}

/** Everything a run depends on. */
export interface Script {
  /**
   * Determines delays, repetitions and clocks. With null there is no chance: everything takes its minimum time and
   * succeeds, unless the script says otherwise.
   */
  seed: number | null
  transport: Transport
  /** The number of each device's user. */
  cast: readonly number[]
  /** The devices that preconnect while it rings. They know every other user, or with a seed, all but one in ten. */
  preconnect: readonly number[]
  /** The devices to which everybody is a contact; others decide by the seed. */
  contacts?: readonly number[]
  steps: readonly Step[]
  deliveries?: readonly Delivery[]
  /**
   * How far the wall clocks of devices are ahead of the world's, by device number; decided by the seed if left out.
   * Milliseconds.
   */
  ahead?: Readonly<Record<number, number>>
}
