import styles from './CodesLink.module.css'

/** Links to calls that need neither an ID nor a server. */
export function CodesLink() {
  return (
    <a className={styles.link} href="#codes">
      Call without a server
    </a>
  )
}
