import type { FileSink } from '../files/ports.ts'
import { saveBlob } from './saveBlob.ts'

/** Bytes are handed to the browser in blobs of this size; it may move them to disk. */
const PART_BYTES = 4 * 1024 * 1024

/** Keeps a file in memory and saves it when it is complete. */
export function createMemorySink(name: string): FileSink {
  let parts: Blob[] = []
  let gathered: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0

  function hand(): void {
    if (gathered.length > 0) parts.push(new Blob(gathered))
    gathered = []
    bytes = 0
  }

  return {
    async write(part) {
      gathered.push(part)
      bytes += part.length
      if (bytes >= PART_BYTES) hand()
    },
    async finish() {
      hand()
      const whole = new Blob(parts)
      return () => saveBlob(whole, name)
    },
    async discard() {
      parts = []
      gathered = []
    },
  }
}
