import { Check, Link } from 'lucide-react'
import { Button, type ButtonProps } from './Button.tsx'
import { useShare } from './useShare.ts'

export type ShareButtonProps = {
  label: string
  tone?: ButtonProps['tone']
  className?: string | undefined
  onShare(): Promise<boolean> | boolean
}

/** Copies the invite and says on itself whether that worked. */
export function ShareButton({ label, tone = 'plain', className, onShare }: ShareButtonProps) {
  const { state, share } = useShare(onShare)
  const words = { idle: label, done: 'Copied', failed: 'Could not copy' }[state]
  return (
    <Button size="regular" tone={tone} className={className} onClick={() => void share()}>
      {state === 'done' ? <Check /> : <Link />}
      <span aria-live="polite">{words}</span>
    </Button>
  )
}
