import { StartPanel } from '@parley/ui/codes'
import { scan } from './Scan.tsx'
import { type SideProps, useSide } from './sharedProps.ts'

/** The side that makes the first code. */
export function StartSide(props: SideProps) {
  const { side } = props
  return <StartPanel {...useSide(props)} onStart={side.start} onAnswer={side.accept} scan={scan} />
}
