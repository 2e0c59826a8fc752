import type { BatchItem, FileItem } from '../types/together.ts'

/** The words beside a message that the other side does not have yet. */
export const messageStateWords = { waiting: 'Not delivered yet' }

/** Under the name of what somebody has sent while nobody has written anything. */
export const emptyChatWords = (peer: string): string => `Only you and ${peer} see what is sent here.`

/** Over everything while files are dragged over the call. */
export const dropWords = (peer: string): string => `Drop to send to ${peer}`

/** Why a message does not leave: too many wait. */
export const chatProblemWords = 'This could not be sent. Try again when the last messages have arrived.'

/** Why a message of so many characters does not leave. */
export const tooLongWords = (length: number, most: number): string =>
  `This is ${length - most} ${length - most === 1 ? 'character' : 'characters'} too long. Shorten it, or send it in parts.`

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** A number of bytes as people write it: `812 bytes`, `4.2 MB`. Units of a thousand. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${Math.floor(bytes)} bytes`
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length)
  const value = bytes / 1000 ** power
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[power - 1]}`
}

function pauseWords({ pausedByMe, pausedByThem }: FileItem, peer: string): string | null {
  if (pausedByMe) return 'Paused'
  return pausedByThem ? `Paused by ${peer}` : null
}

function moveWords(file: FileItem, peer: string): string {
  const done = `${sizeWords(file.bytes)} of ${sizeWords(file.size)}`
  const state = pauseWords(file, peer) ?? (file.rate === null ? null : `${sizeWords(file.rate)}/s`)
  return state ? `${done} · ${state}` : done
}

/** How a file is, in words that say what to do where there is something to do. */
export function fileWords(file: FileItem, peer: string): string {
  const mine = file.from === 'me'
  const size = sizeWords(file.size)
  switch (file.state) {
    case 'waiting':
      return `${size} · Next in line`
    case 'offered':
      return mine ? `${size} · Waiting for ${peer} to accept` : size
    case 'moving':
      return moveWords(file, peer)
    case 'checking':
      return `${size} · Checking…`
    case 'done':
      if (mine) return `${size} · Sent`
      return file.savable ? `${size} · Received` : `${size} · Saved`
    case 'declined':
      return mine ? `${peer} declined it` : 'Declined'
    case 'cancelled':
      return 'Cancelled'
    case 'stopped':
      return mine ? 'Stopped. Send it again.' : `Stopped. Ask ${peer} to send it again.`
    case 'damaged':
      return mine ? 'It arrived damaged. Send it again.' : `It arrived damaged. Ask ${peer} to send it again.`
    case 'unreadable':
      return mine ? 'It can no longer be read. Choose it again.' : `${peer} can no longer read it.`
    case 'tooLarge':
      return mine ? `${peer}’s browser cannot keep a file this large.` : 'This browser cannot keep a file this large.'
    case 'noRoom':
      return mine ? `${peer} has no room for it.` : 'There is no room for it. Free some, and ask for it again.'
    case 'tooMany':
      return 'Too many files at once. Send it again later.'
  }
}

/** How files that were sent together are. `files`: those of them that are known. */
export function batchWords(batch: BatchItem, files: readonly FileItem[], peer: string): string {
  const { from, count, done, bytes, state } = batch
  const mine = from === 'me'
  const size = sizeWords(batch.size)
  const moved = `${done} of ${count} ${mine ? 'sent' : 'received'}`
  switch (state) {
    case 'asked':
      return mine ? `${size} · Waiting for ${peer} to accept` : size
    case 'moving':
      return `${moved} · ${sizeWords(bytes)} of ${size}`
    case 'over':
      if (done === count) return `${size} · ${mine ? 'Sent' : 'Received'}`
      if (files.length > 0 && files.every((file) => file.state === 'declined')) {
        return mine ? `${peer} declined them` : 'Declined'
      }
      return files.length > 0 && files.every((file) => file.state === 'cancelled') ? 'Cancelled' : moved
  }
}

/** Which files they are: the first by its name. */
export const namesWords = (first: string, count: number): string => `${first} and ${count - 1} more`

/** On the button that shows more of the files that were sent together. */
export const moreFilesWords = (known: number, count: number): string =>
  known < count ? `Show ${known} of ${count}` : `Show all ${count}`

/** Why some of the chosen files are not sent. */
export const notTakenWords = (taken: number, chosen: number): string =>
  taken === 0
    ? 'Too many files wait already. Send these when some have arrived.'
    : `Only the first ${taken} of ${chosen} files are sent. Send the others when these have arrived.`

/** Why something that was dropped is not sent; null if all of it is. */
export function droppedWords({
  empty,
  unread,
}: {
  empty: readonly string[]
  unread: readonly string[]
}): string | null {
  const [name] = unread
  if (name !== undefined) {
    return unread.length === 1
      ? `“${name}” could not be read. Drop it again.`
      : `“${name}” and ${unread.length - 1} more could not be read. Drop them again.`
  }
  return empty[0] === undefined ? null : `“${empty[0]}” is a folder with nothing in it to send.`
}
