import type { Bug } from '../bugs/bug.ts'
import type { Script } from '../script/script.ts'

/** A failure that happened or would happen, as the shortest script that shows it. */
export interface Regression {
  /** The loss to a person. Also the title of its tests. */
  lost: string
  script: Script
  /** The same mistake, as an edit of today's source. The script must find it. */
  bug: Omit<Bug, 'name'>
}
