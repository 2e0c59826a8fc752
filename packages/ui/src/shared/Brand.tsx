import styles from './Brand.module.css'

/** The mark and the name. */
export function Brand() {
  return (
    <p className={styles.brand}>
      <span className={styles.mark} aria-hidden="true" />
      Parley
    </p>
  )
}
