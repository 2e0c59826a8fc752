import type { FileSink } from '../files/ports.ts'
import { saveBlob } from './saveBlob.ts'

/** As much of a file handle as the sink needs (File System Standard §2.3). */
export type Handle = Pick<FileSystemFileHandle, 'createWritable' | 'getFile'>

export interface StreamSinkOptions {
  /** Set for a file on the page's own disk, which is saved under this name when it is complete. */
  saveAs: string | null
  /** Removes the file. */
  remove(): Promise<void>
}

/** Streams a file to disk. It appears there only when it is complete: a writable keeps its data aside until it is closed. */
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
      // Either may have happened already, or never started.
      await writable.abort().catch(() => undefined)
      await remove().catch(() => undefined)
    },
  }
}
