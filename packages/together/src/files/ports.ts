/** A file of one's own, to be read in parts. */
export interface FileSource {
  name: string
  size: number
  type: string
  /** Rejects if it can no longer be read. */
  read(from: number, to: number): Promise<ArrayBuffer>
}

/** Where a file that comes is kept. All calls come one after the other. */
export interface FileSink {
  /** Appends. Rejects if there is no room. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** It is whole. Resolves to what saves it where the person wants it, or null if it is there. */
  finish(): Promise<(() => void) | null>
  /** Forgets all of it, finished or not. Never rejects. */
  discard(): Promise<void>
}

/** Chooses where a file is kept, and may ask the person: to be called in answer to a click. */
export type OpenSink = (file: { name: string; size: number; type: string }) => Promise<OpenedSink>

/** `dismissed`: the person was asked and has not chosen. `tooLarge`: there is no place for so much. */
export type OpenedSink = FileSink | 'dismissed' | 'tooLarge'
