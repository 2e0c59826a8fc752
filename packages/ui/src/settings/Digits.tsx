import { digitGroups } from '../words/joinWords.ts'
import styles from './Digits.module.css'

/** Six digits to compare across the room; spoken one by one, not as a number. */
export function Digits({ digits }: { digits: string }) {
  return (
    <p className={styles.digits}>
      <span aria-hidden="true">{digitGroups(digits)}</span>
      <span className="visually-hidden">{[...digits].join(' ')}</span>
    </p>
  )
}
