import type { Edit } from '../workers/bundle.ts'

/** A mistake in what ships, planted by one edit of its source. Each is one by which a person would lose something. */
export interface Bug {
  /** What is wrong then. */
  name: string
  /** From the root of the repository. */
  file: string
  /** Occurs in the file exactly once. */
  find: string
  replace: string
}

/** The edit that plants it. Throws when the source does not contain what the bug replaces, or contains it twice. */
export const editOf = ({ name, file, find, replace }: Bug): Edit => ({
  file,
  apply: (source) => {
    const parts = source.split(find)
    if (parts.length !== 2) throw new Error(`"${name}": ${file} contains ${parts.length - 1} times: ${find}`)
    return parts.join(replace)
  },
})
