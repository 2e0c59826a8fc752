import type { Edit } from '../workers/bundle.ts'

/**
 * A mistake for the simulation to find: one edit of a source file that ships, by which a person would lose something.
 */
export interface Bug {
  /** The effect of the mistake. Also the title of its test, and the value of `--bug`. */
  name: string
  /** Path from the root of the repository. */
  file: string
  /** The text to replace. Must occur exactly once in the file. */
  find: string
  replace: string
}

/** Returns the edit that plants the bug. Its `apply` throws unless the source contains `find` exactly once. */
export const editOf = ({ name, file, find, replace }: Bug): Edit => ({
  file,
  apply: (source) => {
    const parts = source.split(find)
    if (parts.length !== 2) throw new Error(`"${name}": ${file} contains ${parts.length - 1} times: ${find}`)
    return parts.join(replace)
  },
})
