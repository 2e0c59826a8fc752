import type { Bug } from '../bugs/bug.ts'
import type { Script } from '../script/script.ts'

/** Something that once went wrong, as the least script that shows it. */
export interface Regression {
  /** What somebody lost by it. */
  lost: string
  script: Script
  /** The mistake again, in today's source: the script must find it. */
  bug: Omit<Bug, 'name'>
}
