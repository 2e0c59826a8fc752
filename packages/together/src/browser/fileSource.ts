import type { FileSource } from '../files/ports.ts'

/** A file that the person chose or dropped. */
export const fileSource = (file: File): FileSource => ({
  name: file.name,
  size: file.size,
  type: file.type,
  read: (from, to) => file.slice(from, to).arrayBuffer(),
})
