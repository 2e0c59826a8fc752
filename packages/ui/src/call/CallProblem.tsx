import { X } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../shared/IconButton.tsx'
import { Problem } from '../shared/Problem.tsx'

export type CallProblemProps = { sentences: readonly string[]; onRetry: (() => void) | undefined }

/** A problem with one's own devices in a call, which can be put away; a new `key` for other words brings it back. */
export function CallProblem({ sentences, onRetry }: CallProblemProps) {
  const [read, setRead] = useState(false)
  if (read) return null
  return (
    <Problem sentences={sentences} onRetry={onRetry}>
      <IconButton icon={X} label="Dismiss" onClick={() => setRead(true)} />
    </Problem>
  )
}
