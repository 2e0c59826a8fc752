import { Flag, SkipForward } from 'lucide-react'
import { useKeys } from '../shared/useKeys.ts'
import { ControlButton } from './ControlButton.tsx'

export type MatchToolsProps = { onNext(): void; onReport(): void }

/** With somebody met by chance: on to the next, or never again. */
export function MatchTools({ onNext, onReport }: MatchToolsProps) {
  useKeys({ n: onNext })
  return (
    <>
      <ControlButton icon={SkipForward} label="Next person" shortcut="N" onClick={() => onNext()} />
      <ControlButton icon={Flag} label="Report and block" onClick={() => onReport()} />
    </>
  )
}
