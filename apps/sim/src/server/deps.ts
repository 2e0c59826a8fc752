import type { Clock } from '@parley/protocol'
import type { Line } from '../network/line.ts'
import type { Transport } from '../script/script.ts'
import type { Truth } from '../truth/truth.ts'

/** The parts of the world that the server needs. */
export interface ServerDeps {
  clock: Clock
  transport: Transport
  truth: Truth
  fail(problem: string): void
  /** Sends an event down the line to the device. */
  toDevice(line: Line, event: string, payload: unknown): void
}
