import { type CodeSide, type Codes as CodesOf, endDismissed, selectCall, type TryOutSide } from '@parley/client'
import { CodesScreen, TryOutConnected } from '@parley/ui/codes'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { useSafetyNumber } from '../browser/useSafetyNumber.ts'
import { useLastNotice } from '../views/useLastNotice.ts'
import { AnswerSide } from './AnswerSide.tsx'
import { StartSide } from './StartSide.tsx'
import type { CodesEntry } from './useCodesEntry.ts'

export interface CodesProps {
  entry: CodesEntry
  onBack(): void
}

/** The page of calls by codes: with another person, or as a try-out between two sides on this page. */
export function Codes({ codes, entry, onBack }: CodesProps & { codes: CodesOf }) {
  const call = useSelector(selectCall)
  const notice = useLastNotice(call)
  const dispatch = useDispatch()
  const help = useRef<HTMLDetailsElement>(null)
  const [tryOut, setTryOut] = useState(false)
  const { step } = useSyncExternalStore(codes.side.subscribe, codes.side.getSnapshot)
  const showHelp = () => {
    if (!help.current) return
    help.current.open = true
    help.current.scrollIntoView({ behavior: 'smooth', block: 'start' })
  }
  const back = () => {
    codes.side.cancel()
    dispatch(endDismissed())
    onBack()
  }
  return (
    <CodesScreen
      notice={notice}
      onDismissNotice={() => dispatch(endDismissed())}
      onBack={back}
      tryOut={tryOut}
      onTryOut={step === 'idle' ? setTryOut : undefined}
      help={help}
    >
      {tryOut ? <TryOut codes={codes} onHelp={showHelp} /> : <Main codes={codes} entry={entry} onHelp={showHelp} />}
    </CodesScreen>
  )
}

function Main({ codes, entry, onHelp }: { codes: CodesOf; entry: CodesEntry; onHelp(): void }) {
  const { side, session } = codes
  const state = useSyncExternalStore(side.subscribe, side.getSnapshot)
  const role = state.step === 'making' || state.step === 'made' ? state.role : null
  const shared = { side, session, onHelp, connected: null }
  // A person who opened a code sees first where to answer it.
  const answers = role !== 'initiator' && <AnswerSide key={entry.offer ?? 'answer'} {...shared} initial={entry.offer} />
  const starts = role !== 'responder' && <StartSide key="start" {...shared} />
  return entry.offer === null ? [starts, answers] : [answers, starts]
}

function TryOut({ codes, onHelp }: { codes: CodesOf; onHelp(): void }) {
  const [sides, setSides] = useState<{ start: TryOutSide; answer: TryOutSide } | null>(null)
  useEffect(() => {
    const made = { start: codes.createTryOut(), answer: codes.createTryOut() }
    setSides(made)
    return () => {
      made.start.close()
      made.answer.close()
    }
  }, [codes])
  if (!sides) return null
  return (
    <>
      <StartSide {...sides.start} onHelp={onHelp} connected={<Met side={sides.start.side} />} />
      <AnswerSide {...sides.answer} onHelp={onHelp} connected={<Met side={sides.answer.side} />} initial={null} />
    </>
  )
}

/** A connected side of a try-out. */
function Met({ side }: { side: CodeSide }) {
  const state = useSyncExternalStore(side.subscribe, side.getSnapshot)
  const { own, theirs } = state.step === 'connected' ? state.fingerprints : { own: null, theirs: null }
  const safety = useSafetyNumber(own, theirs)
  return <TryOutConnected safety={safety} onHangUp={side.cancel} />
}
