import type { ComponentProps } from 'react'
import styles from './Button.module.css'

export type ButtonProps = ComponentProps<'button'> & {
  /** `call` starts or answers, `soft` is its quieter sibling, `end` refuses, `plain` and `quiet` are everything else. */
  tone?: 'call' | 'soft' | 'end' | 'plain' | 'quiet'
  size?: 'large' | 'regular'
}

/** A button with words on it. */
export function Button({ tone = 'plain', size = 'large', className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={[styles.button, className].filter(Boolean).join(' ')}
      data-tone={tone}
      data-size={size}
    />
  )
}
