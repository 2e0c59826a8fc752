/** Something somebody wrote in a call. */
export type MessageItem = {
  id: string
  from: 'me' | 'them'
  text: string
  /** In milliseconds since the epoch. */
  at: number
  delivered: boolean
}

/** How far a file is; the last nine are ends. */
export type FileState =
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
