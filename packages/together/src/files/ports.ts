/** A file to send, readable in parts. */
export interface FileSource {
  name: string
  size: number
  type: string
  /** Rejects if it can no longer be read. */
  read(from: number, to: number): Promise<ArrayBuffer>
}

/** Stores a received file. Calls come one after the other. */
export interface FileSink {
  /** Appends. Rejects if there is no room. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** The file is complete. Resolves to a function that saves it where the person wants it, or null if it is there already. */
  finish(): Promise<(() => void) | null>
  /** Discards the file, complete or not. Never rejects. */
  discard(): Promise<void>
}

/** Chooses where to store a file. With `ask` it may ask the person, so call it in a click handler then. */
export type OpenSink = (file: { name: string; size: number; type: string; ask: boolean }) => Promise<OpenedSink>

/** `dismissed`: the person closed the question. `tooLarge`: there is no room for the file. */
export type OpenedSink = FileSink | 'dismissed' | 'tooLarge'
