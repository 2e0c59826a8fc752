import { X } from 'lucide-react'
import { IconButton } from '../shared/IconButton.tsx'
import { Problem } from '../shared/Problem.tsx'

export type CallProblemProps = {
  sentences: readonly string[]
  onRetry: (() => void) | undefined
  onDismiss(): void
}

/** A problem with the own devices in a call; the person can dismiss it. */
export function CallProblem({ sentences, onRetry, onDismiss }: CallProblemProps) {
  return (
    <Problem sentences={sentences} onRetry={onRetry}>
      <IconButton icon={X} label="Dismiss" onClick={onDismiss} />
    </Problem>
  )
}
