/** Something somebody wrote in a call. */
export type MessageItem = {
  id: string
  from: 'me' | 'them'
  text: string
  /** When it was written, by the page's monotonic clock, in milliseconds. */
  at: number
  /** The same, to be shown: milliseconds since the epoch. */
  wall: number
  delivered: boolean
}

/** How far a file is; the last nine are ends. */
export type FileState =
  | 'waiting'
  | 'offered'
  | 'moving'
  | 'checking'
  | 'done'
  | 'declined'
  | 'cancelled'
  | 'stopped'
  | 'damaged'
  | 'unreadable'
  | 'tooLarge'
  | 'noRoom'
  | 'tooMany'

/** A file that is offered, under way, or was. */
export type FileItem = {
  id: string
  from: 'me' | 'them'
  /** The files it was sent together with; null if it was sent alone. */
  batch: string | null
  name: string
  /** In bytes. */
  size: number
  at: number
  state: FileState
  /** How much of it is there, in bytes. */
  bytes: number
  /** Bytes a second; null while it is not known. */
  rate: number | null
  pausedByMe: boolean
  pausedByThem: boolean
  /** Whether there is something to save; what was streamed to disk is there already. */
  savable: boolean
}

/** Files that were sent together, and how far they are. */
export type BatchItem = {
  id: string
  from: 'me' | 'them'
  /** How many files there are, and how many bytes. */
  count: number
  size: number
  /** In milliseconds since the epoch. */
  at: number
  /** How many have arrived, and how many will not. */
  done: number
  failed: number
  /** How much of it is there, in bytes. */
  bytes: number
  state: 'asked' | 'moving' | 'over'
}
