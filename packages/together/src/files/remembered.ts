import { isOver, type TransferState } from './transfer.ts'

interface Remembered {
  state(): TransferState
}

/** Drops the oldest ended files until `most` are left; those that arrived before those that did not. */
export function prune(files: Map<string, Remembered>, most: number): void {
  for (const arrived of [true, false]) {
    for (const [id, file] of files) {
      if (files.size <= most) return
      if (isOver(file.state()) && (file.state() === 'done') === arrived) files.delete(id)
    }
  }
}

/** Counts the files that are offered or under way. */
export const countLive = (files: ReadonlyMap<string, Remembered>): number =>
  [...files.values()].filter((file) => !isOver(file.state()) && file.state() !== 'waiting').length
