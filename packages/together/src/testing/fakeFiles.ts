import { createHash } from 'node:crypto'
import type { FileSink, FileSource } from '../files/ports.ts'

/** Bytes that differ everywhere. */
export function bytesOf(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  for (let at = 0, state = seed; at < size; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0
    bytes[at] = state >>> 16
  }
  return bytes
}

export const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A file in memory; `fail` makes its next read fail. */
export function createFakeSource(name: string, bytes: Uint8Array<ArrayBuffer>): FileSource & { fail: boolean } {
  return {
    ...{ name, size: bytes.length, type: 'application/octet-stream', fail: false },
    async read(from, to) {
      await Promise.resolve()
      if (this.fail) throw new DOMException('', 'NotReadableError')
      return bytes.slice(from, to).buffer
    },
  }
}

/** Keeps what it is given, and complains about calls that overlap. */
export class FakeSink implements FileSink {
  readonly parts: Uint8Array[] = []
  state: 'open' | 'finished' | 'discarded' = 'open'
  saved = 0
  /** How many bytes fit. */
  room = Number.POSITIVE_INFINITY
  #written = 0
  #busy = false

  get bytes(): Uint8Array {
    return Buffer.concat(this.parts)
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#alone()
    if (this.#written + bytes.length > this.room) throw new DOMException('', 'QuotaExceededError')
    this.#written += bytes.length
    this.parts.push(bytes.slice())
  }

  async finish(): Promise<() => void> {
    await this.#alone()
    this.state = 'finished'
    return () => {
      this.saved += 1
    }
  }

  async discard(): Promise<void> {
    await this.#alone()
    this.state = 'discarded'
  }

  async #alone(): Promise<void> {
    if (this.#busy || this.state !== 'open') throw new Error(`Not now: ${this.state}`)
    this.#busy = true
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
    this.#busy = false
  }
}

/** Lets every promise that is ready run, and those that become ready by it. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve()
}
