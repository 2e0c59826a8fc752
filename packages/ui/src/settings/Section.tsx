import { type ReactNode, useEffect, useId, useRef } from 'react'
import styles from './Section.module.css'

export type SectionProps = {
  title: string
  /** The number of listed things. When one disappears with the focused button, the heading gets focus. */
  count?: number
  children: ReactNode
}

/** One subject of the settings. */
export function Section({ title, count = 0, children }: SectionProps) {
  const headingId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const last = useRef(count)
  useEffect(() => {
    const fewer = count < last.current
    last.current = count
    if (fewer && document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
  }, [count])
  return (
    <section className={styles.section} aria-labelledby={headingId}>
      <h2 id={headingId} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  )
}
