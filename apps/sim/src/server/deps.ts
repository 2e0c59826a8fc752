import type { Machine } from '../machine.ts'
import type { Line } from '../network/line.ts'
import type { Transport } from '../script/script.ts'
import type { SimClock } from '../simClock.ts'
import type { Truth } from '../truth/truth.ts'

/** The parts of the world that the server needs. */
export interface ServerDeps {
  /** The world's clock. */
  clock: SimClock
  machine: Machine
  transport: Transport
  truth: Truth
  fail(problem: string): void
  /** Sends an event down the line to the device. */
  toDevice(line: Line, event: string, payload: unknown): void
}
