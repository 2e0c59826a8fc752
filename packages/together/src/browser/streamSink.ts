import type { FileSink } from '../files/ports.ts'
import { saveBlob } from './saveBlob.ts'

/** As much of a file's handle as is needed (File System Standard §2.3). */
export type Handle = Pick<FileSystemFileHandle, 'createWritable' | 'getFile'>

export interface StreamSinkOptions {
  /** Where the person cannot find the file by itself: it is saved under this name when it is whole. */
  saveAs: string | null
  /** Takes away what was written. */
  remove(): Promise<void>
}

/** Streams a file to disk; it is there only once it is whole, because a writable keeps aside what it is given until it is closed. */
export async function createStreamSink(handle: Handle, { saveAs, remove }: StreamSinkOptions): Promise<FileSink> {
  const writable = await handle.createWritable()
  return {
    write: (bytes) => writable.write(bytes),
    async finish() {
      await writable.close()
      if (saveAs === null) return null
      const file = await handle.getFile()
      return () => saveBlob(file, saveAs)
    },
    async discard() {
      // Either may have happened already, or never begun.
      await writable.abort().catch(() => undefined)
      await remove().catch(() => undefined)
    },
  }
}
