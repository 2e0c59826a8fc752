import type { ReadCode } from '@parley/client'
import { AnswerPanel } from '@parley/ui/codes'
import { useState } from 'react'
import { scan } from './Scan.tsx'
import { type SideProps, useSide } from './sharedProps.ts'

/** The side that answers a code it was sent. */
export function AnswerSide({ initial, ...props }: SideProps & { initial: string | null }) {
  const { side } = props
  const shared = useSide(props)
  const [first] = useState(() => (initial === null ? null : side.read(initial)))
  const [offer, setOffer] = useState<ReadCode | null>(first?.ok ? first.code : null)
  const { state } = shared
  return (
    <AnswerPanel
      {...shared}
      {...(initial !== null && { initial })}
      initialProblem={first?.ok === false ? first.problem : null}
      offer={offer?.about ?? null}
      onOffer={(text) => {
        const read = side.read(text)
        setOffer(read.ok ? read.code : null)
        return read.ok ? null : read.problem
      }}
      onAnswer={(media) => {
        if (offer) side.answer(offer, media)
        setOffer(null)
      }}
      onCancel={() => {
        setOffer(null)
        if (state.step !== 'idle') side.cancel()
      }}
      scan={scan}
    />
  )
}
