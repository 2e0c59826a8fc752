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
  /** Something reached a device's end of the line. */
  toDevice(line: Line, event: string, payload: unknown): void
}
